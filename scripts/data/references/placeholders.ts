/**
 * Checks placeholders in policies, claims, statements and scenarios: each must be declared with an
 * example.
 */
import { isMap, isScalar, isSeq, type Node, visit } from 'yaml';

import type { Catalog } from '../catalog.ts';
import { placeholdersIn } from '../placeholder.ts';
import { memoOf } from '../../memo.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import type { Range } from '../../problems/source.ts';
import type { Path, YamlFile } from '../yaml-places.ts';

export function checkPlaceholders(
  catalog: Catalog,
  configured: Readonly<Record<string, string>>,
): Problem[] {
  const declared = new Set([...catalog.ids('placeholders'), ...Object.keys(configured)]);
  const isKnown = (name: string): boolean => declared.has(name) || catalog.mayLack(name);
  const written = [
    ...catalog.all('roles').flatMap(({ id, file }): FilePart[] => [
      [file, ['roles', id, 'policies']],
      [file, ['roles', id, 'claims']],
      [file, ['roles', id, 'requires']],
    ]),
    ...catalog
      .all('policies')
      .flatMap(({ id, file }): FilePart[] => OF_POLICY.map((key) => [file, ['policies', id, key]])),
    ...catalog.all('cedar').map(({ id, file }): FilePart => [file, ['cedar', id]]),
    ...catalog.all('statements').map(({ id, file }): FilePart => [file, ['statements', id]]),
    ...catalog.all('scenarios').map(({ id, file }): FilePart => [file, ['scenarios', id]]),
  ].flatMap(([file, path]) =>
    undeclared(file, file.document.getIn(path as unknown[], true), declared, isKnown),
  );
  const shipped = [...catalog.all('roles'), ...catalog.all('policies')]
    .flatMap((holder) =>
      [
        ...catalog.policiesOf(holder).map(({ statements }) => statements),
        ...(holder.kind === 'roles'
          ? catalog.managedPolicies(holder).map(({ statements = [] }) => statements)
          : []),
      ]
        .flat()
        .filter(({ file, id }) => id === undefined && file !== holder.file),
    )
    .flatMap(({ file, node }) =>
      // A value of the data is declared, or reported, where the data give it.
      undeclared(file, node, declared, isKnown).filter(({ lineText }) => /<[A-Z]/.test(lineText)),
    );
  return [...written, ...shipped];
}

/** What has placeholders in an entry of `policies`. */
const OF_POLICY = ['statements', 'values', 'sameAs', 'attachedTo', 'claims'] as const;

type FilePart = readonly [YamlFile, Path];

/** Reads the file rather than the value, so that each scalar is reported where it is written. */
function undeclared(
  { source }: YamlFile,
  contents: unknown,
  declared: ReadonlySet<string>,
  isKnown: (name: string) => boolean,
): Problem[] {
  if (!isMap(contents) && !isSeq(contents) && !isScalar(contents)) return [];
  return writtenIn(contents).flatMap(({ name, start, end }) =>
    isKnown(name)
      ? []
      : problemAt(
          'data/undeclared-placeholder',
          source,
          { start, end },
          {
            message: `the placeholder ${name} is not declared, so the policy cannot be validated or proven`,
            hint:
              didYouMean(name, [...declared]) ??
              `declare it: placeholders: { "${name}": "an example value" }`,
          },
        ),
  );
}

/** `watch` asks again for each edit, and most files stay: bench row “watch, one claim edited”. */
const writtenIn = memoOf((contents: Node): readonly (Range & { readonly name: string })[] => {
  const found: (Range & { name: string })[] = [];
  visit(contents, {
    Scalar(_, { value, range }) {
      if (typeof value !== 'string' || !range) return;
      const [start, end] = range;
      for (const name of placeholdersIn(value)) found.push({ name, start, end });
    },
  });
  return found;
});
