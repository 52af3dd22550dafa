/**
 * What the data take from files that ship: the statements of policies, and the actions that code
 * calls. The room sources/ reads the files; here are only the questions and the answers.
 */
import type { PlacedStatement } from './placed-statement.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import {
  type EntryOf,
  type RequirementData,
  ROLE_POLICY_KINDS,
  type RolePolicyKind,
  type ValuesData,
} from './schema/index.ts';
import { type Path, rangeOf, type YamlFile } from './yaml-places.ts';

/** A policy or a statement that is somewhere else; the place is that of the question in the data. */
export interface AskedSource {
  readonly from: string;
  readonly values: ValuesData;
  readonly wanted: 'policy' | 'statement';
  readonly file: YamlFile;
  /** Of the map that has `from`. */
  readonly path: Path;
}

export interface ResolvedSource {
  /** Undefined if they could not be had; `problems` says why. */
  readonly statements: readonly PlacedStatement[] | undefined;
  /** The file that was read, relative to the root. */
  readonly shipped: string | undefined;
  readonly problems: readonly Problem[];
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

export interface Requirements {
  readonly actions: readonly RequiredAction[];
  readonly problems: readonly Problem[];
}

/** A role as far as it matters here. */
export interface ShippingRole {
  readonly id: string;
  readonly value: EntryOf<'roles'>;
  readonly file: YamlFile;
}

/** Reads what ships. */
export interface Shipping {
  readonly resolve: (asked: AskedSource) => ResolvedSource;
  readonly requirementsOf: (role: ShippingRole) => Requirements;
}

/** What a role takes from files that ship. */
export interface ShippedOfRole {
  /** By {@link pathKey} of the map that has `from`. */
  readonly statements: ReadonlyMap<string, readonly PlacedStatement[]>;
  /** The policies that are to have the same access, by kind. */
  readonly sameAs: ReadonlyMap<RolePolicyKind, readonly PlacedStatement[]>;
  /** Those that statements come from, relative to the root. */
  readonly files: ReadonlySet<string>;
  readonly required: readonly RequiredAction[];
}

export const pathKey = (path: Path): string => path.map(String).join('/');

/** Reads all that a role takes from files that ship. */
export function shipRole(
  role: ShippingRole,
  shipping: Shipping,
): ShippedOfRole & { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const files = new Set<string>();
  const statements = new Map<string, readonly PlacedStatement[]>();
  for (const asked of sourcesIn(role)) {
    const resolved = shipping.resolve(asked);
    problems.push(...resolved.problems);
    if (resolved.shipped !== undefined) files.add(resolved.shipped);
    statements.set(pathKey(asked.path), resolved.statements ?? []);
  }
  const sameAs = new Map<RolePolicyKind, readonly PlacedStatement[]>();
  for (const kind of ROLE_POLICY_KINDS) {
    const asked = role.value.policies[kind]?.sameAs;
    if (!asked) continue;
    const resolved = shipping.resolve({
      from: asked.from,
      values: asked.values ?? {},
      wanted: 'policy',
      file: role.file,
      path: ['roles', role.id, 'policies', kind, 'sameAs'],
    });
    problems.push(...resolved.problems);
    if (resolved.statements) sameAs.set(kind, resolved.statements);
  }
  const needs = role.value.requires.length === 0 ? NONE : shipping.requirementsOf(role);
  problems.push(...needs.problems);
  return { statements, sameAs, files, required: needs.actions, problems };
}

const NONE: Requirements = { actions: [], problems: [] };

/** The policies and statements of a role that are somewhere else. */
function sourcesIn({ id, value, file }: ShippingRole): AskedSource[] {
  return ROLE_POLICY_KINDS.flatMap((kind): AskedSource[] => {
    const data = value.policies[kind];
    const path: Path = ['roles', id, 'policies', kind];
    const asked = (
      wanted: AskedSource['wanted'],
      at: Path,
      one: { readonly from?: string | undefined; readonly values?: ValuesData | undefined },
    ): AskedSource[] =>
      one.from === undefined
        ? []
        : [{ from: one.from, values: one.values ?? {}, wanted, file, path: at }];
    return [
      ...asked('policy', path, data ?? {}),
      ...(data?.statements ?? []).flatMap((statement, index) =>
        asked('statement', [...path, 'statements', index], statement),
      ),
    ];
  });
}

/** For data that stand alone, such as drafts: what they take from elsewhere is an error. */
export const NOTHING_SHIPPED: Shipping = {
  resolve: ({ file, path, from }) => ({
    statements: undefined,
    shipped: undefined,
    problems: [
      problemAt('source/unreadable', file.source, rangeOf(file, [...path, 'from']), {
        message: `${from} cannot be read here`,
        hint: 'run the command in the repository of the workspace',
      }),
    ],
  }),
  requirementsOf: () => ({ actions: [], problems: [] }),
};
