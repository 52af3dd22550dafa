/** The words that make a page, or a part of it, worth reading: told by searches, without a parser. */
import type { Lifecycle } from '../iam/retired.ts';
import { byteSearch, SHORTEST } from './byte-search.ts';

export interface Words {
  /** Without any of them a page costs one read and one search a word. */
  readonly isWorthReading: (bytes: Buffer) => boolean;
  /** Could there be a policy or a marker in a block? */
  readonly isOfInterest: (text: string) => boolean;
  /** Could there be a name whose meaning the whole page decides, or a comment that hides a finding? */
  readonly needsAll: (text: string) => boolean;
}

/** What a policy has that is not written as an object. */
const OF_POLICIES = ['aws_iam_policy_document', 'Effect\\"', 'Effect”'];
/** `Effect` is a word of prose too; only an element of a policy is worth a parser. */
const STATEMENT = /\bEffect(?:["']|&quot;)?\s{0,8}[:=]/;
const VERSION = /20(?:12|08)-10-17/;
const OF_MARKERS = ['permadoc', 'perma-doc'];
/** What single rules look for in pages that hold none of the other words. */
export const OF_RULES: readonly string[] = [];
/** How names of actions begin that a rule looks up: `s3:HeadObject` in a code span. */
const VERBS = ['Get', 'List', 'Put', 'Create', 'Delete', 'Describe', 'Update', 'Head', 'Batch'];
const NAMED = new RegExp(`\`[a-z][a-z0-9-]+:(?:${VERBS.join('|')})[A-Z]`);
/** Words of prose too: only before a bracket do they begin a Cedar policy. */
const CEDAR_POLICY = /\b(?:permit|forbid)\s{0,4}\(/;
const IGNORE = 'permadocs-ignore';

/**
 * Services that are gone or whose bare names of actions are stale, the full names of what was retired
 * of others (their services are words of any page), old names of roles and files, and the words of rules.
 */
export function referencesOf(lifecycle: Lifecycle, names: readonly string[]): string[] {
  const { actions, namespaces } = lifecycle;
  const words = actions.map(({ action, listed }) => {
    const [service = ''] = action.split(':');
    return listed === undefined || namespaces.has(service) ? service : action;
  });
  return [...new Set([...words, ...names, ...OF_RULES])];
}

/** A full name of an action, as opposed to a word. */
const isName = (reference: string): boolean => /^[a-z0-9-]+:[A-Za-z]+$/.test(reference);

/** With their colons. */
const servicesOf = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.slice(0, name.indexOf(':') + 1))),
];

const anyName = (names: readonly string[]): RegExp =>
  new RegExp(`\\b(?:${names.join('|') || '(?!)'})\\b`, 'i');

/**
 * Whether a text has any of the words. One pattern of them all takes a tenth of the time of a search
 * for each. Full names of actions are looked for only where their service stands with its colon.
 */
function searchFor(references: readonly string[]): (text: string) => boolean {
  const names = references.filter(isName);
  const words = anyOf(references.filter((word) => !isName(word)));
  const ofServices = anyOf(servicesOf(names));
  const pattern = anyName(names);
  return (text) => words.test(text) || (ofServices.test(text) && pattern.test(text));
}

/** Whether bytes have any of the words: the short ones are left to a pattern. */
function searchInBytes(words: readonly string[]): (bytes: Buffer, text: string) => boolean {
  const isLong = (word: string): boolean => Buffer.byteLength(word) >= SHORTEST;
  const hasLong = byteSearch(words.filter(isLong));
  const short = words.filter((word) => !isLong(word));
  const ofShort = short.length > 0 ? anyOf(short.map(inBytes)) : undefined;
  return (bytes, text) => hasLong(bytes) || ofShort?.test(text) === true;
}

/** Whether a colon follows any of the services, and whether the name of an action follows any colon. */
function colonsOf(
  text: string,
  services: readonly (readonly string[] | undefined)[],
): { readonly ofServices: boolean; readonly ofNames: boolean } {
  let ofServices = false;
  let ofNames = false;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const next = text.charCodeAt(at + 1);
    ofNames ||= next >= A && next <= Z;
    ofServices ||=
      services[text.charCodeAt(at - 1)]?.some((one) => text.endsWith(one, at + 1)) === true;
  }
  return { ofServices, ofNames };
}

const [A, Z] = [65, 90];

/** Whether a bracket follows a word of Cedar, over as many blanks as its pattern allows. */
function mayHoldCedar(text: string): boolean {
  for (let at = text.indexOf('('); at !== -1; at = text.indexOf('(', at + 1)) {
    let end = at;
    while (end > at - 4 && BLANK.test(text.charAt(end - 1))) end -= 1;
    if (text.endsWith('permit', end) || text.endsWith('forbid', end)) return true;
  }
  return false;
}

const BLANK = /\s/;

/** By the code of the last letter. */
function byLetter(services: readonly string[]): (readonly string[] | undefined)[] {
  const found: string[][] = [];
  for (const service of services)
    (found[service.charCodeAt(service.length - 2)] ??= []).push(service);
  return found;
}

const anyOf = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|') || '(?!)');

/** The characters that a text has when its bytes are read as one each. */
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** `references` are what {@link referencesOf} tells. */
export function wordsOf(references: readonly string[]): Words {
  const refersTo = searchFor(references);
  const ofPolicies = anyOf([...OF_POLICIES, ...OF_MARKERS]);
  const names = references.filter(isName);
  const services = byLetter(servicesOf(names));
  const name = anyName(names);
  const words = references.filter((reference) => !isName(reference));
  const hasWord = searchInBytes([...words, ...OF_POLICIES, ...OF_MARKERS]);
  return {
    isWorthReading: (bytes) => {
      const text = bytes.toString('latin1');
      // Most pages have none of it, and patterns would take most of the time to say so.
      if (text.includes('Effect') && STATEMENT.test(text)) return true;
      // A policy may lack its effect, or misspell it.
      if (text.includes('Statement') && VERSION.test(text)) return true;
      const { ofServices, ofNames } = colonsOf(text, services);
      return (
        (ofNames && NAMED.test(text)) ||
        (ofServices && name.test(text)) ||
        (mayHoldCedar(text) && CEDAR_POLICY.test(text)) ||
        hasWord(bytes, text)
      );
    },
    isOfInterest: (text) =>
      /Effect|Statement/.test(text) ||
      NAMED.test(text) ||
      CEDAR_POLICY.test(text) ||
      ofPolicies.test(text),
    needsAll: (text) => text.includes(IGNORE) || refersTo(text),
  };
}
