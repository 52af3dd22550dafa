/** The helper for sets of Cedar policies. */
import { fencedCode } from '../../markdown/escape.ts';
import { Fragment, type View } from '../fields.ts';
import { infoLine, title } from '../info-string.ts';
import type { Helper } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { type CedarForm, CONFIG_MAP_KEY, configMap, languageOf } from './text.ts';

export const CEDAR_HELPERS: Readonly<Record<string, Helper>> = {
  cedarFence: {
    description:
      'A fence with Cedar policies: `as` is `cedar`, or `json`, `yaml`, `kubernetes` or `configmap` for a configuration of ToolHive. A ConfigMap has a `name`, and may have a `namespace` and the `key` of its file.',
    params: ['cedar', 'text'],
    hash: {
      language: 'text',
      title: 'text',
      meta: 'text',
      name: 'text',
      namespace: 'text',
      key: 'text',
    },
    returns: 'fragment',
    run: (
      [cedar, as]: readonly [View<'cedar'>, CedarForm],
      hash: Readonly<Record<string, string | undefined>>,
    ) =>
      new Fragment(
        fencedCode(
          textIn(cedar, as, hash),
          languageOf(as, infoLine(hash['language'])),
          title(hash['title']),
          infoLine(hash['meta']),
        ),
      ),
  },
};

function textIn(
  { id, forms }: View<'cedar'>,
  as: CedarForm,
  { name, namespace, key = CONFIG_MAP_KEY }: Readonly<Record<string, string | undefined>>,
): string {
  const text = forms.find(({ form }) => form === as)?.text ?? '';
  if (as !== 'configmap') return text;
  if (name !== undefined) return configMap(text, { name, namespace, key });
  throw new Refusal(
    `the ConfigMap with the policies ${id} has no name`,
    'add name="…", as the resources of ToolHive refer to it',
  );
}
