/** The helper for sets of Cedar policies. */
import { fencedCode } from '../../markdown/escape.ts';
import { Fragment, type View } from '../fields.ts';
import { infoLine, title } from '../info-string.ts';
import type { Helper } from '../model.ts';
import { type CedarForm, languageOf } from './text.ts';

export const CEDAR_HELPERS: Readonly<Record<string, Helper>> = {
  cedarFence: {
    description:
      'A fence with Cedar policies: `as` is `cedar`, or `json`, `yaml` or `kubernetes` for a configuration of ToolHive.',
    params: ['cedar', 'text'],
    hash: { language: 'text', title: 'text', meta: 'text' },
    returns: 'fragment',
    run: (
      [cedar, as]: readonly [View<'cedar'>, CedarForm],
      hash: Readonly<Record<string, string | undefined>>,
    ) =>
      new Fragment(
        fencedCode(
          cedar.forms.find(({ form }) => form === as)?.text ?? '',
          languageOf(as, infoLine(hash['language'])),
          title(hash['title']),
          infoLine(hash['meta']),
        ),
      ),
  },
};
