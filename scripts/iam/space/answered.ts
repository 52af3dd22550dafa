/**
 * The call that no policy decides, in spaces of requests. Questions about what policies allow leave it
 * out; a statement that every call is refused is false because of it, unless its space leaves it out,
 * too.
 */
import { ANSWERED } from '../caller-identity.ts';
import { globMatches } from '../glob.ts';
import { type ActionIndex, serviceOf } from './action-index.ts';
import { actionChoice, choice, type Space, textList } from './space.ts';

/** Another call that takes no resource, which policies do decide. */
const STAND_IN = 'sts:DecodeAuthorizationMessage';

/**
 * The requests for it in a space, as a space of another call in the same contexts; undefined if the
 * space has none.
 */
export function answeredIn(space: Space, index: ActionIndex): Space | undefined {
  if (!admits(space, index)) return undefined;
  const { principal, context, except = [] } = space;
  return {
    action: STAND_IN,
    resource: '*',
    principal,
    context,
    except: except.flatMap((one) => answeredIn(one, index) ?? []),
  };
}

function admits({ action, service, access, resource }: Space, index: ActionIndex): boolean {
  const lower = ANSWERED.toLowerCase();
  if (action !== undefined) {
    const { texts, negated } = actionChoice(action);
    if (texts.some((text) => globMatches(text, lower)) === negated) return false;
  }
  if (resource !== undefined) {
    const { texts, negated } = choice(resource);
    if (texts.some((text) => globMatches(text, '*')) === negated) return false;
  }
  const services = service === undefined ? undefined : textList(service);
  if (services?.every((one) => !globMatches(one.toLowerCase(), serviceOf(lower))) === true)
    return false;
  if (access === undefined) return true;
  const levels = textList(access).map((level) => level.toLowerCase());
  const own = index.actionsOf(serviceOf(lower)).get(lower)?.access ?? [];
  return own.some((level) => levels.includes(level.toLowerCase()));
}
