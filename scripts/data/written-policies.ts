/** The policies that an entry of `roles` or `policies` has, as the data write them, and where. */
import {
  type EntryOf,
  type PolicyData,
  type PolicyPart,
  ROLE_POLICY_KINDS,
  type StatementData,
} from './schema/index.ts';
import type { Path } from './yaml-places.ts';

export interface PolicyInData {
  readonly kind: PolicyPart;
  /** In the entry. */
  readonly path: Path;
  readonly data: PolicyData;
  /** From 0, among the policies of its kind. */
  readonly index: number;
  readonly isOnly: boolean;
}

type HolderData = EntryOf<'roles'> | EntryOf<'policies'>;

/** In the order permissions, trust, boundary; or the only one of an entry of `policies`. */
export function policiesInData(value: HolderData): PolicyInData[] {
  if (!('policies' in value))
    return [{ kind: 'own', path: [], data: value, index: 0, isOnly: true }];
  return ROLE_POLICY_KINDS.flatMap((kind): PolicyInData[] => {
    const data = value.policies[kind];
    if (!Array.isArray(data))
      return data ? [{ kind, path: ['policies', kind], data, index: 0, isOnly: true }] : [];
    return data.map((one: PolicyData, index) => ({
      kind,
      path: ['policies', kind, index],
      data: one,
      index,
      isOnly: data.length === 1,
    }));
  });
}

/** A policy, or the document of a managed one: where its statements may be. */
interface StatementsInData {
  /** In the entry, of the map with `statements`, `use` or `from`. */
  readonly path: Path;
  readonly data: Pick<PolicyData, 'from' | 'values'> & {
    readonly statements?: readonly StatementData[] | undefined;
  };
}

/** The same, with the documents of managed policies that are maps. */
export function statementsInData(value: HolderData): StatementsInData[] {
  const managed = 'policies' in value ? (value.policies.managed ?? []) : [];
  return [
    ...policiesInData(value),
    ...managed.flatMap(({ document }, index): StatementsInData[] =>
      typeof document === 'object'
        ? [{ path: ['policies', 'managed', index, 'document'], data: document }]
        : [],
    ),
  ];
}
