/** IAM in adopt: policies become roles, or entries of `policies`; statements become shared ones. */
import { parseJson } from '../../iam/parse.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import type { Problem } from '../../problems/problem.ts';
import { Source } from '../../problems/source.ts';
import { type AdoptedFence, insideOf, refusal } from '../fence.ts';
import {
  type AdoptedRow,
  type AdoptModel,
  type Job,
  type ModelJob,
  type NewEntry,
  type Places,
  placesOf,
} from '../model.ts';
import { compose, type Composed } from './compose.ts';
import { ALONE, findIamFences, type IamFence, type PolicyFence } from './fences.ts';
import { type ShippedAs, shippedGroups } from './from-file.ts';
import { disagreements, type Group, groupFences, writtenPolicies } from './groups.ts';
import { policyMeaning } from './layout.ts';
import { addOptions, NAMING, optionsIn } from './options.ts';
import { type AdoptedKind, roleKindOf } from './policy-form.ts';
import { areOne, canTake, nameRoles, type NewRole, roleNamed } from './roles.ts';
import { type MeaningOf, meaningsByAccess } from './same-access.ts';

/** A policy that became, or would become, part of the data. */
interface Adoption {
  readonly role: string;
  readonly kind: AdoptedKind;
  readonly data: string;
  /** Whether the role existed before. */
  readonly isKnown: boolean;
  readonly places: Places;
}

export interface IamLists {
  readonly adopted: readonly Adoption[];
  /** Statements that fences showed by themselves, and that regions show now. */
  readonly statements: readonly {
    readonly statement: string;
    readonly file: string;
    readonly line: number;
  }[];
}

export const IAM: AdoptModel = {
  holders: ['the role', 'the policy'],
  addOptions,
  mayBeIn: (text) => /\b(?:Statement|Effect)\b/.test(text),
  find: (page, given) => findIamFences(page, optionsIn(given).kind),
  nothing: { adopted: [], statements: [] } satisfies IamLists,
  start: async (job) => {
    const { workspace, catalog } = job;
    const meaningOf = await meaningsByAccess(workspace, catalog, [
      ...writtenPolicies(catalog).map(({ node }) => node),
      ...policiesIn(job.fences).map(({ document }) => document.node),
    ]);
    return jobOf(job, meaningOf);
  },
};

/** The model is handed its own fences only. */
const iamFences = (fences: readonly AdoptedFence[]): readonly IamFence[] =>
  fences as readonly IamFence[];

const isPolicy = (fence: IamFence): fence is PolicyFence => fence.kind !== 'statement';

const policiesIn = (fences: readonly AdoptedFence[]): PolicyFence[] =>
  iamFences(fences).filter(isPolicy);

const statementsIn = (fences: readonly AdoptedFence[]) =>
  iamFences(fences).flatMap((fence) => (fence.kind === 'statement' ? fence : []));

function jobOf(job: Job, meaningOf: MeaningOf): ModelJob {
  const { workspace, catalog, id } = job;
  const written = writtenPolicies(catalog);
  const { from } = optionsIn(job.given);
  return {
    candidates: (roomy) => [
      ...candidates(job, policiesIn(roomy), meaningOf),
      ...statementsIn(roomy),
    ],
    plan: (fences, choices) => {
      const groups = groupFences(policiesIn(fences), written, id, meaningOf);
      const roles = nameRoles(workspace, catalog, groups, choices);
      const taken = roles.filter((role) => isTaken(job, roles, role));
      return {
        named: roles.map(entryOf),
        blocked: new Map([
          ...taken.flatMap((role) =>
            fencesOf(role).map((fence) => [fence, alreadyThere(fence, role)] as const),
          ),
          ...roles.flatMap((role) => secondRoles(catalog, role)),
        ]),
        compose: async (unclaimed) => {
          const shipped =
            from === undefined
              ? new Map<Group, ShippedAs>()
              : await shippedGroups(workspace, catalog, groups, from);
          const statements = statementsIn(fences);
          const composed = await compose(
            workspace,
            catalog,
            groups,
            roles,
            statements,
            unclaimed,
            shipped,
          );
          const lists = listsOf(groups, composed);
          return { ...composed, lists, rows: rowsOf(lists) };
        },
      };
    },
    isReworded: (fence, text) => {
      const [one] = iamFences([fence]);
      const { node } = parseJson(new Source('', insideOf(text)));
      if (!one || !node || meaningOf(node) !== meaningOf(one.node)) return undefined;
      // Another copy says the same in other words.
      return policyMeaning(node) !== policyMeaning(one.node);
    },
    leftOver: (isDone, problems) => {
      const left = statementsIn(job.fences)
        .filter((fence) => !isDone(fence))
        .filter(
          ({ page, line }) => !problems.some((one) => one.file === page.file && one.line === line),
        );
      const reason = `${ALONE}, and no policy here has it`;
      for (const fence of left)
        if (job.explicit.has(fence))
          problems.push(refusal(fence, reason, 'adopt a policy that has it'));
      return left
        .filter((fence) => !job.explicit.has(fence))
        .map((fence) => ({ ...fence, reason }));
    },
  };
}

/** The fences that do not nearly match a policy elsewhere. */
function candidates(
  { catalog, id, report }: Job,
  fences: readonly PolicyFence[],
  meaningOf: MeaningOf,
): PolicyFence[] {
  const written = writtenPolicies(catalog);
  const groups = groupFences(fences, written, id, meaningOf);
  if (id !== undefined) {
    const fresh = groups.filter(({ role }) => role?.id !== id);
    if (!areOne(fresh))
      throw new CannotRun(`--id names one role, but there are ${fresh.length} different policies`);
    const clashing = fresh.filter((group) => clashWith(catalog, id, group) !== undefined);
    for (const group of clashing) {
      const message = clashWith(catalog, id, group) ?? '';
      for (const fence of group.fences)
        report(fence, refusal(fence, message, 'choose another --id'));
    }
    return groups.filter((group) => !clashing.includes(group)).flatMap((group) => group.fences);
  }
  const apart = disagreements(groups, written);
  for (const { group, problem } of apart) if (group.fences[0]) report(group.fences[0], problem);
  const isApart = new Set(apart.map(({ group }) => group));
  return groups.filter((group) => !isApart.has(group)).flatMap((group) => group.fences);
}

/** Why a policy of this kind cannot be part of what has the id; undefined if it can. */
function clashWith(catalog: Job['catalog'], id: string, group: Group): string | undefined {
  const { kind } = group;
  const role = catalog.get('roles', id);
  const policy = catalog.get('policies', id);
  if (policy)
    return `the policy ${id} exists in ${policy.file.source.file} with a different policy`;
  if (!role || canTake(catalog, role, group)) return undefined;
  const { file } = role.file.source;
  return roleKindOf(kind) === undefined
    ? `the id ${id} is that of a role in ${file}`
    : `the role ${id} has a different ${kind} policy in ${file}`;
}

const fencesOf = ({ groups }: NewRole): PolicyFence[] =>
  groups.flatMap(({ fences }) => [...fences]);

function isTaken(
  { workspace, catalog }: Job,
  roles: readonly NewRole[],
  { names: { id }, file, existing }: NewRole,
): boolean {
  if (existing) return false;
  const others = roles.filter(({ names }) => names.id === id);
  const isKnown = catalog.get('roles', id) ?? catalog.get('policies', id);
  return others.length > 1 || isKnown !== undefined || workspace.exists(file);
}

const alreadyThere = (fence: PolicyFence, { names, file }: NewRole) =>
  refusal(
    fence,
    `the id ${names.id} is taken by another role, or by ${file}`,
    'choose another --id',
  );

/** Policies that commands give to a role of the data, which has others in their place. */
function secondRoles(
  catalog: Job['catalog'],
  { names, groups, existing }: NewRole,
): (readonly [PolicyFence, Problem])[] {
  const role = existing ? undefined : roleNamed(catalog, names.name);
  if (!role) return [];
  const { file } = role.file.source;
  return groups.flatMap(({ kind, fences }) =>
    fences
      .filter(({ isAttached }) => isAttached)
      .map(
        (fence) =>
          [
            fence,
            refusal(
              fence,
              `the page gives this ${kind} policy to ${names.name}, which is the role ${role.id} in ${file} and has a different one`,
              kind === 'permissions'
                ? 'make the two agree, or save this one as a file of its own, so that it becomes one more policy of the role'
                : 'make the two agree',
            ),
          ] as const,
      ),
  );
}

function entryOf(role: NewRole): NewEntry {
  const { derived, names, existing } = role;
  return {
    derived,
    ...names,
    naming: NAMING,
    places: placesOf(fencesOf(role)),
    isKnown: existing !== undefined,
  };
}

function listsOf(
  groups: readonly Group[],
  { roles, shown }: Composed,
): IamLists & AdoptModel['nothing'] {
  return {
    adopted: groups.flatMap((group) => adoptionsOf(group, roles)),
    statements: [...shown].map(([{ page, line }, statement]) => ({
      statement,
      file: page.file,
      line,
    })),
  };
}

/** One for each role that got the policy. */
function adoptionsOf(group: Group, roles: readonly NewRole[]): Adoption[] {
  const places = placesOf(group.fences);
  const { kind, role } = group;
  if (role) return [{ role: role.id, kind, data: role.file.source.file, isKnown: true, places }];
  return roles
    .filter(({ groups }) => groups.includes(group))
    .map(({ names, file }) => ({ role: names.id, kind, data: file, isKnown: false, places }));
}

function rowsOf({ adopted, statements }: IamLists): AdoptedRow[] {
  return [
    ...adopted.map(({ role, kind, data, isKnown, places }): AdoptedRow => ({
      places,
      what: kind === 'permissions' ? '' : `the ${kind} policy of `,
      name: role,
      data,
      had: isKnown ? 'it' : undefined,
      isDrafted: !isKnown,
    })),
    ...statements.map(({ statement, file, line }): AdoptedRow => ({
      places: [{ file, line }],
      what: 'the shared statement ',
      name: statement,
      isDrafted: false,
    })),
  ];
}
