/**
 * What the data take from files that ship: the statements of policies, and the actions that code
 * calls. The room sources/ reads the files; here are only the questions and the answers.
 */
import type { PlacedStatement } from './placed-statement.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import { type EntryOf, type RequirementData, type ValuesData } from './schema/index.ts';
import { policiesInData, statementsInData } from './written-policies.ts';
import { type Path, rangeOf, type YamlFile } from './yaml-places.ts';

/** A policy or a statement that is somewhere else; the places are those of the question in the data. */
export interface AskedSource {
  readonly from: string;
  readonly values: ValuesData;
  readonly wanted: 'policy' | 'statement';
  readonly file: YamlFile;
  /** Of the text that names it. */
  readonly at: Path;
  readonly valuesAt: Path;
}

export interface ResolvedSource {
  /** Undefined if they could not be had; `problems` says why. */
  readonly statements: readonly PlacedStatement[] | undefined;
  /** The `Id` of the policy, if it has one. */
  readonly policyId?: string | undefined;
  /** The files that were read, relative to the root: first the one that is named. */
  readonly shipped: readonly string[];
  readonly problems: readonly Problem[];
  /** The variables without a value, if that is all that is wrong. */
  readonly unknown?: readonly string[];
}

/** An action that is needed, and where that is said. */
export interface RequiredAction {
  readonly action: string;
  /** The place in code, or in the data for a plain list. */
  readonly source: Source;
  readonly range: Range;
  /** The name that code uses, if it differs from the action. */
  readonly call: string | undefined;
  /** From 0, in `requires` of the role. */
  readonly index: number;
  readonly requirement: RequirementData;
}

/** Whether pages may print something of a requirement. */
export const isSaidOnPages = ({ reason, optional }: RequirementData): boolean =>
  reason !== undefined || optional !== undefined;

export interface Requirements {
  readonly actions: readonly RequiredAction[];
  readonly problems: readonly Problem[];
}

/** A role or a policy as far as it matters here. */
type ShippingHolder = Shown<'roles'> | Shown<'policies'>;
export type ShippingRole = Shown<'roles'>;

interface Shown<K extends 'roles' | 'policies'> {
  readonly kind: K;
  readonly id: string;
  readonly value: EntryOf<K>;
  readonly file: YamlFile;
}

/** Reads what ships. */
export interface Shipping {
  readonly resolve: (asked: AskedSource) => ResolvedSource;
  readonly requirementsOf: (role: ShippingRole) => Requirements;
}

/** What a role or a policy takes from files that ship. */
export interface ShippedOfHolder {
  /** By {@link pathKey} of what names the file, in the entry; only what could be read. */
  readonly statements: ReadonlyMap<string, readonly PlacedStatement[]>;
  /** The `Id` of policies that have one, by the same key. */
  readonly policyIds: ReadonlyMap<string, string>;
  /** Those that statements come from, relative to the root. */
  readonly files: ReadonlySet<string>;
  readonly required: readonly RequiredAction[];
}

export const pathKey = (path: Path): string => path.map(String).join('/');

/** Reads all that a role or a policy takes from files that ship. */
export function shipHolder(
  holder: ShippingHolder,
  shipping: Shipping,
): ShippedOfHolder & { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const files = new Set<string>();
  const statements = new Map<string, readonly PlacedStatement[]>();
  const policyIds = new Map<string, string>();
  for (const { path, isCompared, ...asked } of sourcesIn(holder)) {
    const resolved = shipping.resolve(asked);
    problems.push(...resolved.problems);
    // A page is not made from a policy that one of its own is only compared with.
    if (!isCompared) for (const one of resolved.shipped) files.add(one);
    if (resolved.statements) statements.set(pathKey(path), resolved.statements);
    if (resolved.policyId !== undefined) policyIds.set(pathKey(path), resolved.policyId);
  }
  const isNeedy = holder.kind === 'roles' && holder.value.requires.length > 0;
  const needs = isNeedy ? shipping.requirementsOf(holder) : NONE;
  problems.push(...needs.problems);
  return { statements, policyIds, files, required: needs.actions, problems };
}

const NONE: Requirements = { actions: [], problems: [] };

interface SourceOfHolder extends AskedSource {
  /** Of the map or text that names the file, in the entry. */
  readonly path: Path;
  /** Whether a policy of the data is compared with it, and not made from it. */
  readonly isCompared: boolean;
}

/** The policies and statements of a role or a policy that are somewhere else. */
function sourcesIn({ kind, id, value, file }: ShippingHolder): SourceOfHolder[] {
  const asked = (
    path: Path,
    one: { readonly from?: string | undefined; readonly values?: ValuesData | undefined },
    wanted: AskedSource['wanted'] = 'policy',
    isCompared = false,
  ): SourceOfHolder[] => {
    const { from, values = {} } = one;
    const place: Path = [kind, id, ...path];
    const [at, valuesAt]: [Path, Path] = [
      [...place, 'from'],
      [...place, 'values'],
    ];
    return from === undefined
      ? []
      : [{ from, values, wanted, file, at, valuesAt, path, isCompared }];
  };
  const managed = 'policies' in value ? (value.policies.managed ?? []) : [];
  return [
    ...statementsInData(value).flatMap(({ path, data }) => [
      ...asked(path, data),
      ...(data.statements ?? []).flatMap((statement, index) =>
        asked([...path, 'statements', index], statement, 'statement'),
      ),
    ]),
    ...policiesInData(value).flatMap(({ path, data }) =>
      asked([...path, 'sameAs'], data.sameAs ?? {}, 'policy', true),
    ),
    ...managed.flatMap(({ document }, index) => {
      const path: Path = ['policies', 'managed', index, 'document'];
      return typeof document === 'string'
        ? asked(path, { from: document }).map((one) => ({ ...one, at: [kind, id, ...path] }))
        : [];
    }),
  ];
}

/** For data that stand alone, such as drafts: what they take from elsewhere is an error. */
export const NOTHING_SHIPPED: Shipping = {
  resolve: ({ file, at, from }) => ({
    statements: undefined,
    shipped: [],
    problems: [
      problemAt('source/unreadable', file.source, rangeOf(file, at), {
        message: `${from} cannot be read here`,
        hint: 'run the command in the repository of the workspace',
      }),
    ],
  }),
  requirementsOf: () => ({ actions: [], problems: [] }),
};
