/** What is in a fence with Cedar → the policies and the configuration that data would have for it. */
import { parseAllDocuments } from 'yaml';

import { normalSet } from '../../cedar/normal.ts';
import { type CedarPolicy, parsePolicies } from '../../cedar/parse.ts';
import { statementsOf } from '../../cedar/tokens.ts';
import type { FenceBlock } from '../../reading/blocks.ts';
import { type CedarSet, findCedar } from '../../reading/cedar.ts';
import { loadEngine } from '../../cedar/engine.ts';
import { partReason } from './larger.ts';
import type { CedarForm, ConfigMapNames } from '../../sections/cedar/text.ts';

/** A policy as the data would have it. */
interface PolicyText {
  /** With the comments that are not its purpose. */
  readonly text: string;
  /** The comment right above it. */
  readonly say: string | undefined;
  readonly policy: CedarPolicy;
}

export interface CedarContent {
  readonly form: CedarForm;
  readonly policies: readonly PolicyText[];
  readonly entities: readonly object[];
  /** More keys of the configuration, as its file spells them. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Of the ConfigMap that holds the configuration, if one does. */
  readonly configMap: ConfigMapNames | undefined;
  /** Equal for policies that are the same to Cedar. */
  readonly meaning: string;
}

/** What a configuration has beside the policies. */
export const aroundOf = ({ entities, configuration }: Around): string =>
  JSON.stringify([entities, Object.entries(configuration).toSorted()]);

/** Why policies are left that nothing can read. */
export const NO_ENGINE = 'Cedar’s engine, which reads these policies, is not installed';

/** Reads the fence; the reason if it cannot be data, and undefined if it is not Cedar. */
export function readCedar({
  text,
  ...info
}: Pick<FenceBlock, 'text' | 'language' | 'isDiff'>): CedarContent | string | undefined {
  const block = { ...info, text: text.replaceAll('\r\n', '\n') };
  const sets = findCedar(block);
  const [set] = sets;
  if (!set) return undefined;
  const whole = set.texts.length === 1 ? set.texts[0] : undefined;
  if (whole?.text === block.text && set.configuration === undefined)
    return contentOf('cedar', written(block.text), whole.isSure);
  const isSure = sets.some(({ texts }) => texts.some((one) => one.isSure));
  const found = block.isDiff ? undefined : configurationIn(block);
  if (!found) return isSure ? partReason(block) : partOf(sets, block);
  const { form, texts, ...around } = found;
  const policies = texts.map((text) => ({ text, say: undefined }));
  if (policies.some(({ text }) => statementsOf(text).length !== 1))
    return 'a string of the configuration does not hold exactly one policy';
  return contentOf(form, policies, true, around);
}

/** What may be Cedar in a fence of any language: it is if all texts parse. */
function partOf(
  sets: readonly CedarSet[],
  block: Pick<FenceBlock, 'text' | 'language'>,
): string | undefined {
  const engine = loadEngine();
  if (!engine) return NO_ENGINE;
  const isCedar = sets.every(({ texts }) =>
    texts.every(({ text }) => parsePolicies(engine, text).errors.length === 0),
  );
  return isCedar ? partReason(block) : undefined;
}

interface Around {
  readonly entities: readonly object[];
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly configMap?: ConfigMapNames | undefined;
}

function contentOf(
  form: CedarForm,
  written: readonly Omit<PolicyText, 'policy'>[],
  isSure: boolean,
  { entities, configuration, configMap }: Around = { entities: [], configuration: {} },
): CedarContent | string | undefined {
  const engine = loadEngine();
  if (!engine) return NO_ENGINE;
  const policies: PolicyText[] = [];
  for (const one of written) {
    const read = parsePolicies(engine, one.text);
    const [error] = read.errors;
    // A fence of plain text may hold the grammar of the language, or anything else.
    if (error) return isSure ? `a policy does not parse: ${error.message}` : undefined;
    const [policy] = read.policies;
    if (!policy) return undefined;
    if (policy.isTemplate)
      return 'a policy is a template, which decides nothing before it is linked';
    policies.push({ ...one, policy });
  }
  const meaning = normalSet(policies.map(({ policy }) => policy));
  return { form, policies, entities, configuration, configMap, meaning };
}

/** The policies of a text, each with the comments that belong to it. */
function written(text: string): Omit<PolicyText, 'policy'>[] {
  const statements = statementsOf(text);
  let from = 0;
  return statements.map(({ start, end }, index) => {
    const before = text.slice(from, start).trimStart();
    const isLast = index === statements.length - 1;
    const rest = /^[ \t]*\/\/[^\n]*/.exec(text.slice(end))?.[0] ?? '';
    const last = isLast ? text.trimEnd().length : end + rest.length;
    from = last;
    const say = purposeIn(before);
    return { text: text.slice(say === undefined ? start - before.length : start, last), say };
  });
}

/** A comment that reads as a sentence, and means the same as Markdown. */
function purposeIn(comment: string): string | undefined {
  const lines = comment.split('\n').slice(0, -1);
  if (lines.length === 0 || !comment.endsWith('\n')) return undefined;
  const words = lines.map((line) => /^\/\/ (\S.*)$/.exec(line)?.[1]);
  const isPlain = words.every((one) => one !== undefined && !/[`*_[\]<>{}\\&|~]|\s$/.test(one));
  return isPlain ? words.join('\n') : undefined;
}

/** A configuration that a section prints, and nothing beside it. */
function configurationIn({
  text,
  language,
}: Pick<FenceBlock, 'text' | 'language'>):
  (Around & { readonly form: CedarForm; readonly texts: readonly string[] }) | undefined {
  const form = language === 'json' ? 'json' : /^ya?ml$/.test(language) ? 'yaml' : undefined;
  const document = form && documentIn(text, form);
  if (!form || !isMap(document)) return undefined;
  const inside = form === 'yaml' ? configMapIn(document) : undefined;
  if (inside) {
    const found = configurationIn({ text: inside.text, language: 'json' });
    return found && { ...found, form: 'configmap', configMap: inside.names };
  }
  const { version, type, cedar, spec, ...others } = document;
  if (Object.keys(others).length > 0) return undefined;
  if (isMap(cedar) && version === '1.0' && type === 'cedarv1' && spec === undefined) {
    const { policies, entities_json: entities, ...configuration } = cedar;
    return around(form, policies, entities, configuration);
  }
  if (form === 'json' || !isMap(spec) || Object.keys(document).length > 1) return undefined;
  const { authzConfig, ...beside } = spec;
  if (!isMap(authzConfig) || Object.keys(beside).length > 0) return undefined;
  const { type: kind, inline, ...configuration } = authzConfig;
  if (kind !== 'inline' || !isMap(inline)) return undefined;
  const { policies, entitiesJson, ...more } = inline;
  if (Object.keys(more).length > 0) return undefined;
  return around('kubernetes', policies, entitiesJson, snakeCased(configuration));
}

/** The only file of a ConfigMap that has nothing else. */
function configMapIn(
  document: Record<string, unknown>,
): { readonly names: ConfigMapNames; readonly text: string } | undefined {
  const { apiVersion, kind, metadata, data, ...others } = document;
  if (apiVersion !== 'v1' || kind !== 'ConfigMap' || Object.keys(others).length > 0)
    return undefined;
  if (!isMap(metadata) || !isMap(data)) return undefined;
  const { name, namespace, ...more } = metadata;
  const [[key = '', text] = [], ...files] = Object.entries(data);
  const isNamed = namespace === undefined || typeof namespace === 'string';
  if (typeof name !== 'string' || !isNamed || typeof text !== 'string') return undefined;
  if (Object.keys(more).length + files.length > 0) return undefined;
  return { names: { name, namespace, key }, text };
}

function around(
  form: CedarForm,
  policies: unknown,
  json: unknown,
  configuration: Record<string, unknown>,
): ReturnType<typeof configurationIn> {
  const isList = Array.isArray(policies) && policies.every((one) => typeof one === 'string');
  const entities = json === undefined ? [] : documentIn(String(json), 'json');
  if (!isList || policies.length === 0 || !Array.isArray(entities) || !entities.every(isMap))
    return undefined;
  return { form, texts: policies.map((one: string) => one.trim()), entities, configuration };
}

function documentIn(text: string, form: CedarForm): unknown {
  try {
    if (form === 'json') return JSON.parse(text);
    // Reading one document would silently leave out those after it.
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    const [document, ...others] = 'empty' in documents ? [] : documents;
    const isOne = document && others.length === 0 && document.errors.length === 0;
    return isOne ? document.toJS() : undefined;
  } catch {
    return undefined;
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The operator spells `group_claim_name` as `groupClaimName`. */
const snakeCased = (configuration: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
