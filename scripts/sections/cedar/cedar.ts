/** Cedar in sections: sets of policies, in their forms, with their claims and their model. */
import type { SectionModel } from '../model.ts';
import { CEDAR_HELPERS } from './helpers.ts';
import { cedarView } from './view.ts';
import type { Entry } from '../../data/catalog.ts';
import type { View } from '../fields.ts';

export const CEDAR: SectionModel = {
  helpers: CEDAR_HELPERS,
  open: () => (catalog, scope) => {
    const viewOf = (entry: Entry<'cedar'>): View<'cedar'> => cedarView(scope.touch(entry));
    return { all: { cedar: () => catalog.all('cedar').map(viewOf) }, of: { cedar: viewOf } };
  },
};
