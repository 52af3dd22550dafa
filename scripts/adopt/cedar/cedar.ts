/** Cedar in adopt: policies become sets of the data. */
import { CannotRun } from '../../problems/cannot-run.ts';
import { type AdoptedFence, insideOf, refusal } from '../fence.ts';
import {
  type AdoptedRow,
  type AdoptModel,
  type Job,
  type ModelJob,
  type Places,
  placesOf,
} from '../model.ts';
import { aroundOf, readCedar } from './content.ts';
import { type CedarFence, findCedarFences } from './fences.ts';
import { type CedarGroup, composeCedar, groupCedar, nameSets, type NewSet } from './sets.ts';

/** Policies that became, or would become, part of the data. */
interface CedarAdoption {
  readonly cedar: string;
  readonly data: string;
  /** Whether the set existed before. */
  readonly isKnown: boolean;
  readonly places: Places;
}

export interface CedarLists {
  /** Sets of Cedar policies. */
  readonly cedar: readonly CedarAdoption[];
}

export const CEDAR: AdoptModel = {
  holders: ['the set of Cedar policies'],
  mayBeIn: (text) => /\b(?:permit|forbid)\b/.test(text),
  find: findCedarFences,
  nothing: { cedar: [] } satisfies CedarLists,
  start: (job) => Promise.resolve(jobOf(job)),
};

/** The model is handed its own fences only. */
const cedarFences = (fences: readonly AdoptedFence[]): readonly CedarFence[] =>
  fences as readonly CedarFence[];

function jobOf(job: Job): ModelJob {
  const { workspace, catalog } = job;
  return {
    candidates: (roomy, others) => candidates(job, cedarFences(roomy), others),
    plan: (fences, choices) => {
      const { groups } = groupCedar(catalog, cedarFences(fences));
      const sets = nameSets(workspace, catalog, groups, choices);
      const taken = sets.filter((one) => isSetTaken(job, sets, one));
      return {
        named: sets.map(({ derived, names, group }) => ({
          derived,
          ...names,
          name: undefined,
          places: placesOf(group.fences),
          isKnown: false,
        })),
        blocked: new Map(
          taken.flatMap((set) =>
            set.group.fences.map((fence) => [fence, alreadyThere(fence, set)] as const),
          ),
        ),
        compose: async (unclaimed) => {
          const composed = await composeCedar(workspace, catalog, groups, sets, unclaimed);
          const cedar = groups.map((group) => adoptionOf(group, sets));
          return { ...composed, lists: { cedar }, rows: cedar.map(rowOf) };
        },
      };
    },
    isReworded: (fence, text) => {
      const [one] = cedarFences([fence]);
      const made = readCedar({
        text: insideOf(text),
        language: languageOf(text),
        isDiff: false,
      });
      const isSame =
        one !== undefined &&
        typeof made === 'object' &&
        made.meaning === one.content.meaning &&
        (made.form === 'cedar' || aroundOf(made) === aroundOf(one.content)) &&
        JSON.stringify(made.configMap) === JSON.stringify(one.content.configMap);
      return isSame ? false : undefined;
    },
  };
}

const languageOf = (text: string): string => /^[`~]+([\w-]*)/.exec(text)?.[1]?.toLowerCase() ?? '';

/** The fences whose model is known. */
function candidates(
  { catalog, id, report }: Job,
  roomy: readonly CedarFence[],
  others: number,
): readonly CedarFence[] {
  const { groups, strange } = groupCedar(catalog, roomy);
  for (const fence of strange) report(fence, unknownModel(fence));
  const fresh = groups.filter(({ known }) => known?.id !== id);
  if (id !== undefined && fresh.length + Math.min(others, 1) > 1)
    throw new CannotRun(
      `--id names one role or set of policies, but there are ${fresh.length + others} different policies`,
    );
  const clash = catalog.get('cedar', id ?? '');
  if (!clash) return roomy.filter((fence) => !strange.includes(fence));
  const { file } = clash.file.source;
  const message = `the Cedar policies ${clash.id} exist in ${file}, and are different`;
  for (const { fences } of fresh)
    for (const fence of fences) report(fence, refusal(fence, message, 'choose another --id'));
  return groups.filter((group) => !fresh.includes(group)).flatMap(({ fences }) => fences);
}

const unknownModel = (fence: CedarFence) =>
  refusal(
    fence,
    'these Cedar policies are not ToolHive’s, and no schema of the data has all the names in them',
    'add a set with `model: schema` and their `schema` to the data, or leave them as they are',
  );

const isSetTaken = (
  { workspace }: Job,
  sets: readonly NewSet[],
  { names: { id }, file }: NewSet,
): boolean => workspace.exists(file) || sets.filter(({ names }) => names.id === id).length > 1;

const alreadyThere = (fence: CedarFence, { names, file }: NewSet) =>
  refusal(
    fence,
    `the id ${names.id} is taken by other policies, or by ${file}`,
    'choose another --id',
  );

function adoptionOf(group: CedarGroup, sets: readonly NewSet[]): CedarAdoption {
  const places = placesOf(group.fences);
  const { known } = group;
  if (known) return { cedar: known.id, data: known.file.source.file, isKnown: true, places };
  const made = sets.find((one) => one.group === group);
  return { cedar: made?.names.id ?? '', data: made?.file ?? '', isKnown: false, places };
}

const rowOf = ({ cedar, data, isKnown, places }: CedarAdoption): AdoptedRow => ({
  places,
  what: 'the Cedar policies ',
  name: cedar,
  data,
  had: isKnown ? 'them' : undefined,
  isDrafted: !isKnown,
});
