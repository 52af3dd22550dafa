/** Describes spaces of requests in words, as Markdown. */
import type { SpaceData } from '../../data/schema/index.ts';
import { codeSpan } from '../../markdown/escape.ts';

type Bare = Omit<SpaceData, 'except'>;
type Principals = NonNullable<SpaceData['principal']>;
type Principal = Exclude<Principals, readonly unknown[] | { not: unknown }>;
type KeyTest = NonNullable<SpaceData['context']>[string];

/** “every request of `s3:GetObject` on `arn:…`, except …”. */
export function spaceWords({ except = [], ...space }: SpaceData): string {
  const left = except.map((one) => bareWords(one, 'requests'));
  const all = isAny(space) ? 'every request' : bareWords(space);
  return left.length > 0 ? `${all}, except ${left.join(' and ')}` : all;
}

const isAny = (space: Bare): boolean => Object.values(space).every((value) => value === undefined);

function bareWords(
  { action, resource, access, service, principal, context }: Bare,
  all = 'every request',
): string {
  const levels = [access ?? []].flat();
  const of = [
    ...(action === undefined ? [] : [choiceWords(action)]),
    ...(service === undefined ? [] : [`actions of ${list([service].flat().map(code))}`]),
  ];
  const what =
    levels.length > 0
      ? `${of.length > 0 ? `${of.join(', ')}: ` : ''}every action that AWS lists as ${list(levels, 'or')}`
      : of.join(', ') || all;
  const states = Object.entries(context ?? {}).map(([key, test]) => stateWords(key, test));
  return [
    what,
    ...(resource === undefined ? [] : [`on ${choiceWords(resource)}`]),
    ...(principal === undefined ? [] : [`by ${principalsWords(principal)}`]),
    ...(states.length > 0 ? [`with ${states.join(', ')}`] : []),
  ].join(' ');
}

function choiceWords(choice: NonNullable<SpaceData['action']>): string {
  if (typeof choice === 'object' && 'not' in choice)
    return `anything but ${list([choice.not].flat().map(code), 'or')}`;
  return list([choice].flat().map(actionWords));
}

const actionWords = (text: string): string =>
  text === 'assume' ? 'every call that assumes the role' : codeSpan(text);

function principalsWords(principals: Principals): string {
  if (typeof principals === 'object' && 'not' in principals)
    return `anyone but ${list([principals.not].flat().map(principalWords), 'or')}`;
  return list([principals].flat().map(principalWords), 'or');
}

/** One principal: an ARN, or anyone who belongs to an account or issuer. */
export function principalWords(principal: Principal): string {
  if (typeof principal === 'string')
    return principal === 'anonymous' ? 'an anonymous caller' : codeSpan(principal);
  const [[kind, name] = ['', '']] = Object.entries(principal);
  if (kind === 'account') return `anyone of account ${codeSpan(name)}`;
  if (kind === 'issuer') return `a holder of a token of ${codeSpan(name)}`;
  return `the ${kind} ${codeSpan(name)}`;
}

/** `aws:ViaAWSMCPService` `true`; `aws:SourceVpc` absent. */
export function stateWords(key: string, test: KeyTest): string {
  return `${codeSpan(key)} ${testWords(test)}`;
}

function testWords(test: KeyTest): string {
  if (test === null) return 'absent';
  if (test === 'present') return 'present';
  if (typeof test === 'string') return codeSpan(test);
  if (Array.isArray(test)) return list(test.map(code));
  if ('in' in test) return list(test.in.map(valueWords), 'or');
  if ('not' in test) return `not ${list([test.not].flat().map(valueWords), 'or')}`;
  return `like ${list([test.like].flat().map(code), 'or')}`;
}

const valueWords = (value: string | null): string => (value === null ? 'absent' : codeSpan(value));

function list(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

const code = (text: string): string => codeSpan(text);
