/** A set of Cedar policies in the forms that pages print: as Cedar, and as ToolHive’s configuration. */
import { stringify } from 'yaml';

import { writtenPolicies } from '../../data/cedar-policies.ts';
import type { Entry } from '../../data/catalog.ts';
import { Refusal } from '../refusal.ts';

export const CEDAR_FORMS = ['cedar', 'json', 'yaml', 'kubernetes', 'configmap'] as const;
export type CedarForm = (typeof CEDAR_FORMS)[number];

/** The language of the fence that each form stands in; `own` is one for Cedar itself. */
export function languageOf(form: CedarForm, own: string | undefined): string {
  if (form === 'cedar') return own ?? form;
  return form === 'kubernetes' || form === 'configmap' ? 'yaml' : form;
}

export function cedarText(entry: Entry<'cedar'>, form: CedarForm): string {
  const { value } = entry;
  const policies = writtenPolicies(entry);
  if (form === 'cedar')
    return policies
      .map(({ text }, index) => {
        const policy = value.policies[index];
        const say = typeof policy === 'string' ? undefined : policy?.say?.source;
        return say === undefined ? text : `${say.replace(/^/gm, '// ')}\n${text}`;
      })
      .join('\n\n');
  if (value.model !== 'toolhive')
    throw new Refusal(
      `the policies ${entry.id} are not for ToolHive, so they have no configuration of it`,
      'print them with as="cedar"',
    );
  const texts = policies.map(({ text }) => text);
  const entities = JSON.stringify(value.entities);
  if (form === 'kubernetes')
    return yaml({
      spec: {
        authzConfig: {
          type: 'inline',
          inline: {
            policies: texts,
            ...(value.entities.length > 0 ? { entitiesJson: entities } : {}),
          },
          ...camelCased(value.configuration),
        },
      },
    });
  const configuration = {
    version: '1.0',
    type: 'cedarv1',
    cedar: {
      policies: form === 'yaml' ? texts : texts.map(onOneLine),
      entities_json: entities,
      ...value.configuration,
    },
  };
  return form === 'yaml' ? yaml(configuration) : JSON.stringify(configuration, null, 2);
}

/** What the ConfigMap is called that holds a configuration. */
export interface ConfigMapNames {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The file in it. */
  readonly key: string;
}

/** The file in a ConfigMap where ToolHive looks for its configuration. */
export const CONFIG_MAP_KEY = 'authz-config.json';

/** The manifest of a ConfigMap with the configuration, which is JSON. */
export const configMap = (
  configuration: string,
  { name, namespace, key }: ConfigMapNames,
): string =>
  yaml({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    data: { [key]: `${configuration}\n` },
  });

const yaml = (value: object): string =>
  stringify(value, { lineWidth: 0, singleQuote: true, blockQuote: 'literal' }).trimEnd();

/** A string of Cedar, which may go over several lines. */
const STRING = /"(?:[^"\\]|\\[^])*"/g;

/**
 * JSON has no strings of several lines. A comment would swallow what follows it, and a line break in
 * a string of the policy is a part of its value: such a policy keeps its lines, as `\n`.
 */
const onOneLine = (text: string): string =>
  text.includes('//') || text.match(STRING)?.some((one) => one.includes('\n')) === true
    ? text
    : text
        .split('\n')
        .map((line) => line.trim())
        .join(' ');

/** The operator spells `group_claim_name` as `groupClaimName`. */
const camelCased = (configuration: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
