/**
 * What a workspace knows about IAM beyond the data set: its services, actions and condition keys.
 */
import type { Additions } from '../iam/reference.ts';
import type { Catalog } from './catalog.ts';

/** The entries of the catalog that extend the data set, in its terms. */
export function additionsOf(catalog: Catalog): Additions {
  return {
    services: catalog.ids('services'),
    actions: catalog.all('actions').map(({ id, value }) => ({
      action: id,
      lifecycle: {
        introduced: value.introduced,
        deprecated: value.deprecated,
        removed: value.removed,
        replacedBy: value.replacedBy?.source,
        source: value.source,
      },
    })),
    conditionKeys: catalog
      .all('conditionKeys')
      .map(({ id, value }) => ({ key: id, type: value.type, multivalued: value.multivalued })),
  };
}
