/** The policies of the data, read with nothing but a YAML parser: a second opinion on the build. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Statement {
  readonly use?: string;
}
interface Policy extends Statement {
  readonly file?: string;
  readonly statements?: readonly Statement[];
}
interface DataFile {
  readonly roles?: Readonly<Record<string, { policies: Readonly<Record<string, Policy>> }>>;
  readonly statements?: Readonly<Record<string, Statement>>;
}

const folder = new URL('../../data/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as DataFile);
const shared: Readonly<Record<string, Statement>> = Object.assign(
  {},
  ...files.map(({ statements }) => statements),
);
const follow = (statement: Statement): unknown =>
  statement.use === undefined ? statement : shared[statement.use];

/** Each policy of each role, with the name of the file that readers save it as. */
export const policies = files
  .flatMap(({ roles = {} }) => Object.entries(roles))
  .flatMap(([id, role]) =>
    Object.entries(role.policies).map(([kind, policy]) => ({
      file: policy.file ?? `${id}-${kind}.json`,
      value: { Version: '2012-10-17', Statement: (policy.statements ?? [policy]).map(follow) },
    })),
  );

/** Each statement that may stand alone on a page. */
export const statements: readonly unknown[] = Object.values(shared);
