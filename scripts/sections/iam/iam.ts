/** IAM in sections: roles, policies, statements, and what the data say about services. */
import type { SectionModel } from '../model.ts';
import { IAM_HELPERS } from './helpers.ts';
import { Levels } from './levels.ts';
import { Views } from './views.ts';

export const IAM: SectionModel = {
  helpers: IAM_HELPERS,
  open: () => {
    const levels = new Levels();
    return (catalog, scope) => new Views(catalog, scope, levels);
  },
};
