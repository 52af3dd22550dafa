/** Fences with Cedar policies → the sets of the data that they become, with their files and markers. */
import { loadEngine } from '../../cedar/engine.ts';
import type { CedarModel } from '../../cedar/model.ts';
import { modelFor, modelsOfSchemas } from '../../cedar/own-models.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import { normalSet } from '../../cedar/normal.ts';
import { isToolHives, TOOLHIVE } from '../../cedar/toolhive.ts';
import type { Catalog, Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import { substitution } from '../../data/role-policies.ts';
import { formatted, Formatter } from '../../format/format.ts';
import { neededEngine } from '../../models/cedar/needed-engine.ts';
import { Source } from '../../problems/source.ts';
import { CEDAR_FORMS, CONFIG_MAP_KEY } from '../../sections/cedar/text.ts';
import { catalogWith } from '../../sources/sources.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { aroundOf } from './content.ts';
import { cedarFile, policyIds } from './file.ts';
import { type CedarDrafts, draftCedarClaims } from './claims.ts';
import type { AdoptedFence } from '../fence.ts';
import type { Choices } from '../model.ts';
import type { CedarFence } from './fences.ts';
import { beginText } from '../markers.ts';
import { idsFor, titleFor } from '../names.ts';
import { fileFor, schemaFrom } from '../paths.ts';
import { examplesFor } from '../placeholders.ts';

/** One set of policies and all the places where it is. */
export interface CedarGroup {
  readonly fences: readonly CedarFence[];
  /** The set of the data that is the same. */
  readonly known: Entry<'cedar'> | undefined;
  /** The schema of the data that they are written for; undefined if they are ToolHive’s. */
  readonly schema: string | undefined;
}

/** A set that the data have not yet. */
export interface NewSet {
  readonly derived: string;
  readonly names: { readonly id: string; readonly title: string };
  readonly group: CedarGroup;
  readonly file: string;
}

/** Groups the fences; the reason for each whose model is not known. */
export function groupCedar(
  catalog: Catalog,
  fences: readonly CedarFence[],
): { readonly groups: readonly CedarGroup[]; readonly strange: readonly CedarFence[] } {
  if (fences.length === 0) return { groups: [], strange: [] };
  const strange: CedarFence[] = [];
  const groups = new Map<string, CedarFence[]>();
  const known = knownSets(catalog);
  // A configuration says more than its policies alone, which then belong to it.
  for (const fence of fences.toSorted((a, b) => Number(isPlain(a)) - Number(isPlain(b)))) {
    const { content } = fence;
    const same = [...groups].find(
      ([, [one]]) =>
        one?.content.meaning === content.meaning &&
        (isPlain(fence) || aroundOf(one.content) === aroundOf(content)),
    );
    const key = same?.[0] ?? `${content.meaning}${aroundOf(content)}`;
    groups.set(key, [...(groups.get(key) ?? []), fence]);
  }
  const made = [...groups.values()].flatMap((members): CedarGroup[] => {
    const inOrder = fences.filter((one) => members.includes(one));
    const [first] = members;
    const same = known.find(
      ({ meaning, around }) =>
        meaning === first?.content.meaning &&
        members.every((one) => isPlain(one) || aroundOf(one.content) === around),
    );
    const schema = first && (same ? same.entry.value.schema : schemaFor(catalog, first));
    if (schema === null) {
      strange.push(...members);
      return [];
    }
    return [{ fences: inOrder, known: same?.entry, schema }];
  });
  return { groups: made, strange };
}

const isPlain = ({ content }: CedarFence): boolean => content.form === 'cedar';

function knownSets(catalog: Catalog) {
  const engine = neededEngine();
  return catalog.all('cedar').map((entry) => {
    const texts = writtenPolicies(entry).map(({ text }) => text);
    const { policies } = parsePolicies(engine, texts.join('\n'));
    return { entry, meaning: normalSet(policies), around: aroundOf(entry.value) };
  });
}

/** The schema that a fence is written for; undefined for ToolHive’s, and null if nothing tells. */
function schemaFor(catalog: Catalog, { content, text }: CedarFence): string | null | undefined {
  if (content.form !== 'cedar' || isToolHives(text)) return undefined;
  const engine = neededEngine();
  const schemas = catalog.all('cedar').flatMap(({ value }) => value.schema ?? []);
  const policies = content.policies.map(({ policy }) => policy);
  for (const schema of schemas)
    if (modelFor(modelsOfSchemas(engine, [schema]), policies)?.hasAll === true) return schema;
  return null;
}

/** Names for the sets that are new; the same groups get the same names in every round. */
export function nameSets(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly CedarGroup[],
  choices: (derived: string) => Choices | undefined,
): NewSet[] {
  const taken = new Set(catalog.ids('cedar'));
  return groups.flatMap((group): NewSet[] => {
    if (group.known) return [];
    const fences = group.fences.map((fence) => ({
      ...fence,
      savedAs: undefined,
      roles: [],
      policyName: annotatedId(fence),
    }));
    const isFree = (id: string): boolean =>
      !taken.has(id) && !workspace.exists(fileFor(workspace, 'cedar', id));
    let derived = 'policies';
    for (const id of idsFor(fences, undefined)) {
      if (!isFree(id)) continue;
      derived = id;
      break;
    }
    taken.add(derived);
    const chosen = choices(derived) ?? {};
    const id = chosen.id ?? derived;
    const title = titleFor(id, fences);
    return [
      {
        derived,
        names: { id, title: chosen.title ?? title },
        group,
        file: fileFor(workspace, 'cedar', id),
      },
    ];
  });
}

/** A policy by itself names its set. */
function annotatedId({ content: { policies } }: CedarFence): string | undefined {
  const [one, ...more] = policies;
  return more.length > 0 ? undefined : (one?.policy.json.annotations?.['id'] ?? undefined);
}

interface ComposedCedar {
  readonly files: ReadonlyMap<
    string,
    { readonly text: string; readonly fences: readonly CedarFence[] }
  >;
  readonly markers: ReadonlyMap<CedarFence, string | undefined>;
}

export async function composeCedar(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly CedarGroup[],
  sets: readonly NewSet[],
  unclaimed: ReadonlySet<AdoptedFence>,
): Promise<ComposedCedar> {
  const files = new Map<string, { text: string; fences: readonly CedarFence[] }>();
  const declared = new Set([
    ...catalog.ids('placeholders'),
    ...Object.keys(workspace.config.placeholders),
  ]);
  const formatter = Formatter.ofRoot(workspace.root);
  for (const { names, group, file } of sets) {
    const { fences, schema } = group;
    const from = mainFence(fences);
    const placeholders = [...placeholdersOf(from)].filter(([name]) => !declared.has(name));
    for (const [name] of placeholders) declared.add(name);
    const { policies } = from.content;
    const around = fences.find((one) => !isPlain(one))?.content ?? from.content;
    const whole = {
      names,
      policies: policies.map((one, index) => ({ ...one, id: policyIds(policies)[index] ?? '' })),
      entities: around.entities,
      configuration: around.configuration,
      schema,
      placeholders: new Map(placeholders),
      jsonSchema: schemaFrom(workspace, file),
    };
    const isClaimed = !fences.some((fence) => unclaimed.has(fence));
    const drafts = isClaimed
      ? draftsFor(workspace, file, names.id, cedarFile(whole))
      : { claims: [], without: whole.policies.map(({ id }) => id), byNumbers: [] };
    const text = await formatted(formatter, cedarFile({ ...whole, drafts }), file);
    files.set(file, { text, fences });
  }
  const markers = new Map<CedarFence, string | undefined>();
  for (const group of groups) {
    const own = sets.find((one) => one.group === group);
    const id = group.known?.id ?? own?.names.id ?? '';
    const file = group.known?.file.source.file ?? own?.file ?? '';
    for (const fence of group.fences) {
      const { form, configMap } = fence.content;
      const { title, meta, language } = fence;
      const args = {
        cedar: id,
        as: form === 'cedar' ? undefined : form,
        name: configMap?.name,
        namespace: configMap?.namespace,
        key: configMap?.key === CONFIG_MAP_KEY ? undefined : configMap?.key,
        language: form !== 'cedar' || language === 'cedar' ? undefined : language,
        title,
        meta,
      };
      markers.set(fence, beginText('cedar-policy', args, `edit ${file}`));
    }
  }
  return { files, markers };
}

/** As Cedar it may have lines and purposes, which JSON has not; then the most common layout. */
function mainFence(fences: readonly CedarFence[]): CedarFence {
  const rank = ({ content }: CedarFence): number =>
    /^(?:json|configmap)$/.test(content.form)
      ? CEDAR_FORMS.length
      : CEDAR_FORMS.indexOf(content.form);
  const count = ({ text }: CedarFence): number => fences.filter((one) => one.text === text).length;
  const [first] = fences.toSorted((a, b) => rank(a) - rank(b) || count(b) - count(a));
  if (!first) throw new Error('a group has at least one fence');
  return first;
}

const placeholdersOf = ({ content: { policies } }: CedarFence): Map<string, string> =>
  examplesFor(
    policies.flatMap(({ text }) =>
      [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(({ 1: value = '' }) => value),
    ),
  );

const NO_DRAFTS: CedarDrafts = { claims: [], without: [], byNumbers: [] };

/** Claims for a new set, with the data as they will be. */
function draftsFor(workspace: Workspace, file: string, id: string, text: string) {
  const sources = [...workspace.dataSources(), new Source(file, text)];
  const { catalog } = catalogWith(sources, workspace.shipped);
  const entry = catalog.get('cedar', id);
  const engine = loadEngine();
  // If it is missing, its file has a problem, which verification reports.
  if (!entry || !engine) return NO_DRAFTS;
  const model: CedarModel | undefined =
    entry.value.schema === undefined ? TOOLHIVE : modelsOfSchemas(engine, [entry.value.schema])[0];
  if (!model) return NO_DRAFTS;
  const substitute = substitution(catalog, workspace.config.placeholders);
  return draftCedarClaims(engine, entry, model, substitute);
}
