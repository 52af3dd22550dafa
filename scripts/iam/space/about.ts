/** Which requests the policy of a resource can be about: those for that resource. */
import type { PolicySet } from './decide.ts';
import { choice, type Space } from './space.ts';

/** The space, narrowed to what these policies can be about, if all of them say it. */
export const spaceAbout = (sets: readonly PolicySet[], space: Space): Space =>
  onResources(sets, ofServices(sets, space));

function onResources(sets: readonly PolicySet[], space: Space): Space {
  const about = sets.map((set) => (set.kind === 'resource' ? set.about : undefined));
  const known = about.filter((one) => one !== undefined);
  if (known.length < about.length || known.length === 0) return space;
  const resource = [...new Set(known.flat())];
  if (space.resource === undefined) return { ...space, resource };
  const { texts, negated } = choice(space.resource);
  const others = { resource: { not: resource } };
  return negated
    ? { ...space, resource, except: [...(space.except ?? []), { resource: texts }] }
    : { ...space, except: [...(space.except ?? []), others] };
}

function ofServices(sets: readonly PolicySet[], space: Space): Space {
  const services = sets.map((set) => (set.kind === 'resource' ? set.service : undefined));
  const known = [...new Set(services.filter((one) => one !== undefined))];
  if (services.includes(undefined) || known.length === 0) return space;
  if (space.service === undefined) return { ...space, service: known };
  const others = { action: { not: known.map((one) => `${one}:*`) } };
  return { ...space, except: [...(space.except ?? []), others] };
}
