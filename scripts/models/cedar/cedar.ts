/** Cedar as a permission model. Its language is in the room `cedar/`; each part loads when it is asked. */
import type { Entry } from '../../data/catalog.ts';
import type { PermissionModel } from '../model.ts';
import { LINT, mayHoldOne } from './lint/lint.ts';

const owns = (file: string): boolean => file.endsWith('.cedar');

export const CEDAR: PermissionModel = {
  name: 'Cedar',
  owns,
  kinds: ['cedar'],
  terms: { claims: 'cedar', holder: 'set', about: ' about Cedar policies' },
  prove: async (holders, ...given) => {
    const isSet = (entry: Entry): entry is Entry<'cedar'> => entry.kind === 'cedar';
    return (await import('./prove.ts')).proveSets(holders.filter(isSet), ...given);
  },
  validate: {
    takes: 'in Cedar (.cedar) or in a configuration of ToolHive',
    recognizes: async (text) => mayHoldOne(text) && (await import('./files.ts')).isCedar(text),
    check: async (...given) => (await import('./check.ts')).checkFiles(...given),
  },
  simulate: {
    takes: {
      policy: 'a file of Cedar policies (.cedar)',
      principal: `an entity, such as 'Client::"alice"'`,
      action: 'call_tool',
      resource: 'an entity',
      context: 'a value of the context, as JSON or a text',
    },
    decisions: ['allowed', 'denied', 'explicitDeny', 'implicitDeny'],
    addOptions: (command) => command.option('--entities <file>', 'entities, as a JSON list'),
    isAsked: ({ policy }) => policy.some(owns),
    answer: async (...given) => (await import('./simulate.ts')).simulate(...given),
  },
  compare: {
    states: async (...given) => (await import('./diff.ts')).compareStates(...given),
    pages: async (...given) => (await import('./diff-pages.ts')).comparePages(...given),
    files: async (...given) => (await import('./diff.ts')).compareFiles(...given),
  },
  lint: LINT,
};
