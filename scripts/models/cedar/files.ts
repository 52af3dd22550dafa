/** Files that hold Cedar policies: as Cedar, or in a configuration of ToolHive. */
import { beginsWithPolicy, type CedarSet, findCedar } from '../../reading/cedar.ts';
import type { Printed } from './configuration.ts';

interface CedarFile {
  readonly printed: Printed;
  readonly sets: readonly CedarSet[];
}

/** The policies of a text, as those of a fence are found. */
export function cedarIn(text: string): CedarFile {
  const isDocument = !beginsWithPolicy(text);
  const language = isDocument ? (/^\s*[[{]/.test(text) ? 'json' : 'yaml') : 'cedar';
  return {
    printed: { text, toPage: (offset) => offset, isDiff: false },
    sets: findCedar({ text, language, isDiff: false }),
  };
}

/** Whether a text is Cedar, or a configuration that holds some. */
export const isCedar = (text: string): boolean =>
  beginsWithPolicy(text) ||
  cedarIn(text).sets.some(
    ({ configuration, texts }) => configuration !== undefined || texts.some((one) => one.isSure),
  );
