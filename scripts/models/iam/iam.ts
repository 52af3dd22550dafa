/** AWS IAM as a permission model. The language itself is in the room `iam/`; each part loads when it is asked. */
import type { Entry, Holder } from '../../data/catalog.ts';
import type { PermissionModel } from '../model.ts';
import { LINT } from './lint/lint.ts';
import { SIMULATION, VALIDATION } from './options.ts';

export const IAM: PermissionModel = {
  name: 'IAM',
  owns: () => true,
  kinds: ['roles', 'policies'],
  terms: { claims: 'claims', holder: 'role', about: '' },
  prove: async (holders, ...given) => {
    const isHolder = (entry: Entry): entry is Holder =>
      entry.kind === 'roles' || entry.kind === 'policies';
    return (await import('./prove.ts')).proveHolders(holders.filter(isHolder), ...given);
  },
  validate: VALIDATION,
  simulate: SIMULATION,
  compare: {
    states: async (...given) => (await import('./diff/states.ts')).compareStates(...given),
    pages: async (...given) => (await import('./diff/pages.ts')).comparePages(...given),
    files: async (...given) => (await import('./diff/files.ts')).compareFiles(...given),
  },
  lint: LINT,
  dataDate: async (keep) => {
    const { ActionIndex, readActionIndex } = await import('../../iam/space/index.ts');
    return new ActionIndex(await readActionIndex(keep), []).date;
  },
  explained: ['the IAM name of a role', 'an action (s3:GetObject: who may?)'],
  whoMay: async (...given) => (await import('./who-may.ts')).allowedRoles(...given),
};
