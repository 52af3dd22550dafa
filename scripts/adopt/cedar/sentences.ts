/** The sentence of a drafted Cedar claim. It says what was tested and nothing more. */
import { codeSpan } from '../../markdown/escape.ts';
import { type Asked, slotText } from './requests.ts';

const VERBS: Readonly<Record<string, string>> = {
  call_tool: 'call the tool',
  get_prompt: 'get the prompt',
  read_resource: 'read the resource',
};

/** `than` is the request that this one differs from: what it has, and this one has not, is said. */
export function sentence(
  asked: Asked,
  isAllowed: boolean,
  than: Asked,
  isToolHive: boolean,
): string {
  const { action, principal, parents, resource, within, values } = asked;
  const verb = isToolHive ? VERBS[idOf(action)] : undefined;
  const what = verb
    ? `${verb} ${codeSpan(idOf(resource))}`
    : `perform ${codeSpan(action)} on ${codeSpan(resource)}`;
  const stated = [...values].map(
    ([slot, value]) => `${codeSpan(nameOf(slot, isToolHive))} = ${codeSpan(JSON.stringify(value))}`,
  );
  const missing = [...than.values.keys()]
    .filter((slot) => !values.has(slot))
    .map((slot) => codeSpan(nameOf(slot, isToolHive)));
  const outside = than.parents.filter((one) => !parents.includes(one)).map((one) => codeSpan(one));
  const around = [
    ...(stated.length > 0 ? [` with ${stated.join(', ')}`] : []),
    ...(missing.length > 0 ? [` without ${missing.join(', ')}`] : []),
  ];
  const who = [
    codeSpan(isToolHive ? idOf(principal) : principal),
    ...(parents.length > 0 ? [`in ${parents.map((one) => codeSpan(one)).join(', ')}`] : []),
    ...(outside.length > 0 ? [`outside ${outside.join(', ')}`] : []),
  ].join(' ');
  const where = within.length > 0 ? ` in ${within.map((one) => codeSpan(one)).join(', ')}` : '';
  return `${who} ${isAllowed ? 'may' : 'may not'} ${what}${where}${around.join('')}.`;
}

const idOf = (uid: string): string =>
  JSON.parse(/"(?:[^"\\]|\\.)*"$/.exec(uid)?.[0] ?? '""') as string;

/** ToolHive’s claims and arguments have names of their own. */
const nameOf = (slot: string, isToolHive: boolean): string =>
  slotText(isToolHive ? slot.replace(/^(?:context|resource)\./, '') : slot);
