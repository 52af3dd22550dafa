/** The words that make a page, or a part of it, worth reading: told by searches, without a parser. */
import type { Lifecycle } from '../iam/retired.ts';

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

/**
 * Whether a text has any of the words. One pattern of them all takes a tenth of the time of a search
 * for each. Full names of actions are looked for only where their service stands with its colon.
 */
function searchFor(references: readonly string[]): (text: string) => boolean {
  const isName = (word: string): boolean => /^[a-z0-9-]+:[A-Za-z]+$/.test(word);
  const names = references.filter(isName);
  const services = names.map((name) => name.slice(0, name.indexOf(':') + 1));
  const words = anyOf(references.filter((word) => !isName(word)));
  const ofServices = anyOf([...new Set(services)]);
  const pattern = new RegExp(`\\b(?:${names.join('|') || '(?!)'})\\b`, 'i');
  return (text) => words.test(text) || (ofServices.test(text) && pattern.test(text));
}

const anyOf = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|') || '(?!)');

/** The characters that a text has when its bytes are read as one each. */
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** `references` are what {@link referencesOf} tells. */
export function wordsOf(references: readonly string[]): Words {
  const refersTo = searchFor(references);
  const refersToInBytes = searchFor(references.map(inBytes));
  const ofPolicies = anyOf([...OF_POLICIES, ...OF_MARKERS]);
  const ofPoliciesInBytes = anyOf([...OF_POLICIES, ...OF_MARKERS].map(inBytes));
  return {
    isWorthReading: (bytes) => {
      const text = bytes.toString('latin1');
      return (
        STATEMENT.test(text) ||
        ofPoliciesInBytes.test(text) ||
        // A policy may lack its effect, or misspell it.
        (VERSION.test(text) && text.includes('Statement')) ||
        refersToInBytes(text) ||
        NAMED.test(text) ||
        CEDAR_POLICY.test(text)
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
