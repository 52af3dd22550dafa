/** The sentences of drafted claims, in Markdown: exactly what was tested. */
import { codeSpan } from '../../markdown/escape.ts';
import type { Asker } from './askers.ts';
import type { State } from './states.ts';
import type { Stated } from './trial.ts';

type Outcome = 'allowed' | 'explicitDeny' | 'implicitDeny';

export function say(
  actions: readonly string[],
  resource: string | undefined,
  contexts: readonly Stated[],
  outcome: Outcome,
): string {
  const verb = { allowed: 'Allows', explicitDeny: 'Denies', implicitDeny: 'Does not allow' }[
    outcome
  ];
  const where = resource === undefined ? '' : ` on ${codeSpan(resource)}`;
  return `${verb} ${list(actions.map((action) => codeSpan(action)))}${where}${when(contexts)}.`;
}

export function sayTrust({ principal, action }: Asker, context: Stated, outcome: Outcome): string {
  const verb = { allowed: 'Lets', explicitDeny: 'Denies', implicitDeny: 'Does not let' }[outcome];
  const call = outcome === 'explicitDeny' ? 'the call of' : 'call';
  return `${verb} ${codeSpan(principal)} ${call} ${codeSpan(action)}${when([context])}.`;
}

/** Contexts that state the same keys; a key that they state differently has any of its states. */
function when(contexts: readonly Stated[]): string {
  const states = Object.keys(contexts[0] ?? {}).map((key) => {
    const words = contexts.map((context) => is(context[key] ?? null));
    const [first = '', ...others] = new Set(words);
    return [`${codeSpan(key)} ${first}`, ...others.map((one) => one.replace(/^is /, ''))].join(
      ' or ',
    );
  });
  return states.length === 0 ? '' : ` when ${list(states)}`;
}

function is(state: State): string {
  if (state === null) return 'is absent';
  if (typeof state === 'string') return `is ${codeSpan(state)}`;
  return `holds ${list(state.map((value) => codeSpan(value)))}`;
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
