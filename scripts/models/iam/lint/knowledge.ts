/** What a workspace knows of IAM beyond AWS: which actions are gone, and what its roles are and were called. */
import type { Catalog } from '../../../data/catalog.ts';
import { AWS_LIFECYCLE, type Lifecycle, mergeLifecycles } from '../../../iam/retired.ts';
import type { ModelKnowledge } from '../../lint.ts';
import type { IamKnowledge, IamLint } from './page.ts';

/** The catalog is undefined if the workspace has no data. */
export async function knowledgeOf(catalog: Catalog | undefined): Promise<ModelKnowledge<IamLint>> {
  const known = catalog ? await knownTo(catalog) : NOTHING;
  const former = known.formerly.map(([old]) => old);
  const ofRoles = known.roles.length > 0 ? [':role/'] : [];
  return { known, names: [...goneFrom(known), ...former, ...ofRoles] };
}

const NOTHING: IamKnowledge = { ...asJson(AWS_LIFECYCLE), formerly: [], roles: [], own: {} };

function asJson({ actions, namespaces }: Lifecycle) {
  return { retired: actions, namespaces: [...namespaces] };
}

async function knownTo(catalog: Catalog): Promise<IamKnowledge> {
  const { additionsOf } = await import('../../../data/additions.ts');
  const formerly = [
    ...catalog.all('roles').map(({ value }) => ({ old: value.formerly, now: value.name })),
    ...catalog.all('policies').map(({ id, value }) => ({
      old: value.formerly,
      now: value.name ?? value.file ?? id,
    })),
  ].flatMap(({ old, now }) => old.map((name): [string, string] => [name, now]));
  return {
    ...asJson(mergeLifecycles(AWS_LIFECYCLE, lifecycleOf(catalog))),
    // Of a name that several had, the last one counts.
    formerly: [...new Map(formerly)],
    roles: [...new Set(catalog.all('roles').map(({ value }) => value.name))],
    own: additionsOf(catalog),
  };
}

/** What the workspace itself knows to be retired. */
function lifecycleOf(catalog: Catalog): Lifecycle {
  const removed = catalog.all('actions').flatMap(({ id, value }) =>
    value.removed === undefined
      ? []
      : [
          {
            action: id,
            removed: value.removed,
            replacedBy: value.replacedBy?.source ?? 'remove it',
            source: value.source,
          },
        ],
  );
  const all = new Map<string, boolean>();
  for (const { id, value } of catalog.all('actions')) {
    const [service = ''] = id.split(':');
    all.set(service, (all.get(service) ?? true) && value.removed !== undefined);
  }
  return {
    actions: removed,
    namespaces: new Set([...all].filter(([, isGone]) => isGone).map(([service]) => service)),
  };
}

/**
 * Services that are gone or whose bare names of actions are stale, and the full names of what was
 * retired of others, whose services are words of any page.
 */
function goneFrom({ retired, namespaces }: IamKnowledge): string[] {
  const gone = new Set(namespaces);
  return retired.map(({ action, listed }) => {
    const [service = ''] = action.split(':');
    return listed === undefined || gone.has(service) ? service : action;
  });
}
