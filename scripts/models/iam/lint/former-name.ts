/** Old names of roles and files, which the workspace's data lists under `formerly`. */
import { placesOfNames } from '../../../reading/names.ts';
import type { Rule } from './page.ts';

export const formerName: Rule = {
  code: 'lint/former-name',
  good: 'Create the role NewRole.\n',
  bad: 'Create the role OldRole.\n',
  check: (page, { formerly }) =>
    placesOfNames(page.blocks, [...formerly.keys()]).map(({ name, range }) => ({
      code: 'lint/former-name' as const,
      range,
      message: `${name} is called ${formerly.get(name)} now`,
      hint: `write ${formerly.get(name)}, or let a region write it`,
    })),
};
