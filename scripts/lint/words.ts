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
/** Of the policy language. */
const VERSIONS = ['2012-10-17', '2008-10-17'];
const OF_MARKERS = ['permadoc', 'perma-doc'];
/** What single rules look for in pages that hold none of the other words. */
export const OF_RULES: readonly string[] = [];
/** How names of actions begin that a rule looks up: `s3:HeadObject` in a code span. */
const VERBS = ['Get', 'List', 'Put', 'Create', 'Delete', 'Describe', 'Update', 'Head', 'Batch'];
const NAMED = new RegExp(`\`[a-z][a-z0-9-]+:(?:${VERBS.join('|')})[A-Z]`);
/** Words of prose too: only before a bracket do they begin a Cedar policy. */
const CEDAR = ['permit', 'forbid'];
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

interface References {
  readonly inBytes: (bytes: Buffer) => boolean;
  readonly inText: (text: string) => boolean;
}

/** Full names of actions are looked for only where their service stands with its colon. */
function search(references: readonly string[]): References {
  const isName = (word: string): boolean => /^[a-z0-9-]+:[A-Za-z]+$/.test(word);
  const words = references.filter((word) => !isName(word));
  const names = references.filter(isName);
  const services = [...new Set(names.map((name) => name.slice(0, name.indexOf(':') + 1)))];
  const pattern = new RegExp(`\\b(?:${names.join('|') || '(?!)'})\\b`, 'i');
  return {
    inBytes: (bytes) =>
      words.some((word) => bytes.includes(word)) ||
      (services.some((service) => bytes.includes(service)) &&
        pattern.test(bytes.toString('latin1'))),
    inText: (text) =>
      words.some((word) => text.includes(word)) ||
      (services.some((service) => text.includes(service)) && pattern.test(text)),
  };
}

/** `references` are what {@link referencesOf} tells. */
export function wordsOf(references: readonly string[]): Words {
  const { inBytes, inText } = search(references);
  const all = [...OF_POLICIES, ...OF_MARKERS];
  // `Effect` is a word of prose too; only an element of a policy is worth a parser.
  const hasStatement = (bytes: Buffer): boolean =>
    bytes.includes('Effect') &&
    /\bEffect(?:["']|&quot;)?\s{0,8}[:=]/.test(bytes.toString('latin1'));
  const hasName = (bytes: Buffer): boolean =>
    VERBS.some((verb) => bytes.includes(`:${verb}`)) && NAMED.test(bytes.toString('latin1'));
  // A policy may lack its effect, or misspell it.
  const hasPolicy = (bytes: Buffer): boolean =>
    hasStatement(bytes) ||
    (VERSIONS.some((version) => bytes.includes(version)) && bytes.includes('Statement'));
  const hasCedar = (bytes: Buffer): boolean =>
    CEDAR.some((word) => bytes.includes(word)) && CEDAR_POLICY.test(bytes.toString('latin1'));
  return {
    isWorthReading: (bytes) =>
      all.some((word) => bytes.includes(word)) ||
      inBytes(bytes) ||
      hasPolicy(bytes) ||
      hasName(bytes) ||
      hasCedar(bytes),
    isOfInterest: (text) =>
      /Effect|Statement/.test(text) ||
      NAMED.test(text) ||
      CEDAR_POLICY.test(text) ||
      [...OF_POLICIES, ...OF_MARKERS].some((word) => text.includes(word)),
    needsAll: (text) => text.includes(IGNORE) || inText(text),
  };
}
