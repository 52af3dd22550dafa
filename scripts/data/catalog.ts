/** The contents of all data files, merged into maps by id. Each entry knows its file. */
import type { YAMLMap } from 'yaml';

import { memo } from '../memo.ts';
import { type Problem, problemAt, problemOfFile } from '../problems/problem.ts';
import {
  dataFileSchema,
  type EntryOf,
  type Kind,
  KINDS,
  type PolicyData,
  type RolePolicyKind,
} from './schema/index.ts';
import { contextsIn } from './schema/scenario.ts';
import type { PlacedStatement } from './placed-statement.ts';
import {
  NOTHING_SHIPPED,
  pathKey,
  type RequiredAction,
  type ShippedOfRole,
  type Shipping,
  shipRole,
} from './shipped.ts';
import type { Range, Source } from '../problems/source.ts';
import { readYaml } from './yaml-file.ts';
import { keyRangeOf, nodeAt, type Path, rangeOf, type YamlFile } from './yaml-places.ts';

export type { PlacedStatement } from './placed-statement.ts';

export interface Entry<K extends Kind = Kind> {
  readonly kind: K;
  readonly id: string;
  readonly value: EntryOf<K>;
  readonly file: YamlFile;
}

type Entries = { readonly [K in Kind]: Map<string, Entry<K>> };

/** A role's policy with every `use` resolved. */
interface ResolvedPolicy {
  readonly kind: RolePolicyKind;
  readonly fileName: string;
  readonly arn: string | undefined;
  readonly statements: readonly PlacedStatement[];
}

export class Catalog {
  readonly entries: Entries;
  readonly #sorted = new Map<Kind, readonly Entry[]>();
  readonly #shipped = new Map<string, ShippedOfRole>();

  constructor() {
    this.entries = Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as unknown as Entries;
  }

  get<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    return (this.entries[kind] as Map<string, Entry<K>>).get(id);
  }

  /** All entries of a kind, sorted by id, so that the order of files never matters. */
  all<K extends Kind>(kind: K): readonly Entry<K>[] {
    const map = this.entries[kind] as Map<string, Entry<K>>;
    const earlier = this.#sorted.get(kind) as readonly Entry<K>[] | undefined;
    if (earlier?.length === map.size) return earlier;
    const sorted = [...map.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#sorted.set(kind, sorted);
    return sorted;
  }

  ids(kind: Kind): string[] {
    return [...this.entries[kind].keys()].toSorted();
  }

  /** The contexts of a scenario; undefined without one. */
  contexts(scenario: string | undefined): ReturnType<typeof contextsIn> | undefined {
    const entry = scenario === undefined ? undefined : this.get('scenarios', scenario);
    return entry && contextsIn(entry.value);
  }

  /** A role's policy of a kind; undefined if the role does not have one. */
  policy(role: Entry<'roles'>, kind: RolePolicyKind): ResolvedPolicy | undefined {
    const data: PolicyData | undefined = role.value.policies[kind];
    if (!data) return undefined;
    const path: Path = ['roles', role.id, 'policies', kind];
    const shipped = this.#shipped.get(role.id)?.statements;
    const statements = (data.statements ?? []).flatMap(
      (statement, index): readonly (PlacedStatement | undefined)[] => {
        const within: Path = [...path, 'statements', index];
        return statement.from === undefined
          ? [this.#statement(role.file, within, statement.use)]
          : (shipped?.get(pathKey(within)) ?? []);
      },
    );
    if (data.use !== undefined) statements.push(this.#statement(role.file, path, data.use));
    if (data.from !== undefined) statements.push(...(shipped?.get(pathKey(path)) ?? []));
    return {
      kind,
      fileName: data.file ?? `${role.id}-${kind}.json`,
      arn: data.arn,
      statements: statements.filter((statement) => statement !== undefined),
    };
  }

  /** The policy that a role's policy is to have the same access as. */
  sameAs(role: Entry<'roles'>, kind: RolePolicyKind): readonly PlacedStatement[] | undefined {
    return this.#shipped.get(role.id)?.sameAs.get(kind);
  }

  /** What the code of a role needs, in the order of `requires`, then by place. */
  required(role: Entry<'roles'>): readonly RequiredAction[] {
    return this.#shipped.get(role.id)?.required ?? [];
  }

  /** The files that an entry is made from: its own, and those that ship and it takes a policy from. */
  filesOf(entry: Entry): readonly string[] {
    const shipped = entry.kind === 'roles' ? this.#shipped.get(entry.id)?.files : undefined;
    return [entry.file.source.file, ...(shipped ?? [])];
  }

  /** Reads what the roles take from files that ship. */
  ship(shipping: Shipping): Problem[] {
    return this.all('roles').flatMap((role) => {
      const { problems, ...shipped } = shipRole(role, shipping);
      this.#shipped.set(role.id, shipped);
      return problems;
    });
  }

  #statement(file: YamlFile, path: Path, use: string | undefined): PlacedStatement | undefined {
    const shared = use === undefined ? undefined : this.get('statements', use);
    if (use !== undefined && !shared) return undefined;
    const node = shared ? nodeAt(shared.file, ['statements', shared.id]) : nodeAt(file, path);
    return { node: node as YAMLMap, file: shared?.file ?? file, id: shared?.id };
  }
}

/** All entries of all kinds, in the order of the kinds, then by id. */
export const allEntries = (catalog: Catalog): Entry[] =>
  KINDS.flatMap((kind) => catalog.all(kind) as readonly Entry[]);

/** The range of a value in an entry. */
export function placeIn(entry: Entry, path: Path = []): Range {
  return rangeOf(entry.file, [entry.kind, entry.id, ...path]);
}

/**
 * `watch` builds often, and usually one file changes at a time: bench row “watch, one claim
 * edited”.
 */
const readings = memo<string, ReturnType<typeof readYaml<typeof dataFileSchema>>>(1000);

/**
 * Parses and merges the data files, and reads what they take from files that ship. An id that is
 * defined twice is a problem that mentions both places.
 */
export function loadCatalog(
  sources: readonly Source[],
  shipping: Shipping = NOTHING_SHIPPED,
): { catalog: Catalog; problems: Problem[] } {
  const catalog = new Catalog();
  const problems: Problem[] = [];
  for (const source of sources) {
    if (source.unreadable !== undefined) {
      problems.push(problemOfFile('data/unreadable', source.file, { message: source.unreadable }));
      continue;
    }
    const read = readings(JSON.stringify([source.file, source.text]), () =>
      readYaml(source, dataFileSchema, { syntax: 'data/yaml', shape: 'data/invalid' }),
    );
    problems.push(...read.problems);
    if (!read.file || !read.value) continue;
    for (const kind of KINDS) {
      for (const [id, value] of Object.entries(read.value[kind] ?? {})) {
        const entry = { kind, id, value, file: read.file } as Entry;
        const earlier = catalog.entries[kind].get(id);
        if (earlier) problems.push(duplicate(earlier, entry));
        else (catalog.entries[kind] as Map<string, Entry>).set(id, entry);
      }
    }
  }
  problems.push(...catalog.ship(shipping));
  return { catalog, problems };
}

function duplicate(earlier: Entry, entry: Entry): Problem {
  const { source } = earlier.file;
  const first = source.position(keyRangeOf(earlier.file, [earlier.kind, earlier.id]).start);
  return problemAt(
    'data/duplicate-id',
    entry.file.source,
    keyRangeOf(entry.file, [entry.kind, entry.id]),
    {
      message: `\`${entry.id}\` in ${entry.kind} is already defined at ${source.file}:${first.line}:${first.column}`,
      hint: 'rename one of the two, or remove the copy',
    },
  );
}
