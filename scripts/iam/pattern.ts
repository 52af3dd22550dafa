/**
 * Matches texts of a policy with wildcards and variables, in linear space and without backtracking
 * beyond the last star. Sources: reference_policies_variables,
 * reference_policies_elements_resource.
 */
import type { Context } from './context.ts';
import { matchWildcards } from './glob.ts';
import { type No, no, type Truth, type Unknown, unknown, YES } from './truth.ts';

export const ANY = Symbol('*');
export const ONE = Symbol('?');
export type Token = string | typeof ANY | typeof ONE;

export interface PatternOptions {
  /** Whether `*` and `?` are wildcards; otherwise they are plain text. */
  readonly wildcards: boolean;
  /** The context that replaces `${…}` variables; if undefined, they are plain text. */
  readonly variables: Context | undefined;
}

/** A pattern ready to match, or why it matches nothing, or why the answer is unknown. */
export type Pattern = { readonly tokens: readonly Token[] } | No | Unknown;

export function compilePattern(text: string, { wildcards, variables }: PatternOptions): Pattern {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (variables && text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      if (end === -1) return unknown(`the variable in ${text} is not closed`);
      const value = variable(text.slice(at + 2, end), variables);
      if (typeof value !== 'string') return value;
      // The value is plain text, even if it contains wildcards.
      for (const one of value.split('')) tokens.push(one);
      at = end;
    } else if (wildcards && character === '*') tokens.push(ANY);
    else if (wildcards && character === '?') tokens.push(ONE);
    else tokens.push(character);
  }
  return { tokens };
}

/** The value of `${name}` or `${name, 'default'}`. */
function variable(inner: string, context: Context): string | No | Unknown {
  if (inner === '*' || inner === '?' || inner === '$') return inner;
  const match = /^([^\s,']+)(?:, '([^']*)')?$/.exec(inner);
  if (!match) return unknown(`\${${inner}} is not written as a variable`);
  const [, key = '', fallback] = match;
  const doubt = context.doubt(key);
  if (doubt !== undefined) return unknown(doubt);
  const value = context.get(key);
  if (typeof value === 'string') return value;
  if (value !== undefined)
    return unknown(`\${${key}} has several values, and variables take single-valued keys`);
  return fallback ?? no(`\${${key}} has no value in the request`);
}

/** Whether a pattern matches a text; `reason` is why not. Case-sensitive. */
export function matches(pattern: Pattern, text: string, reason: string): Truth {
  if (!('tokens' in pattern)) return pattern;
  return tokensMatch(pattern.tokens, text) ? YES : no(reason);
}

/** Splits a pattern at its colons into at most `parts` parts; the last keeps its colons. */
export function splitPattern(
  { tokens }: { readonly tokens: readonly Token[] },
  parts: number,
): Token[][] {
  const split: Token[][] = [[]];
  for (const token of tokens) {
    if (token === ':' && split.length < parts) split.push([]);
    else split.at(-1)?.push(token);
  }
  return split;
}

/** Whether the tokens match the whole text. */
export function tokensMatch(tokens: readonly Token[], text: string): boolean {
  return matchWildcards<Token>(tokens, text, ANY, ONE);
}

const ARN_PARTS = 6;

/** The six parts of an ARN; the last keeps its colons. Undefined if it is not an ARN. */
export function arnParts(arn: string): string[] | undefined {
  const parts = arn.split(':');
  if (parts.length < ARN_PARTS || parts[0] !== 'arn') return undefined;
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** Compares ARNs part by part, as the ARN operators do. */
export function arnMatches(pattern: Pattern, arn: string, reason: string): Truth {
  if (!('tokens' in pattern)) return pattern;
  const parts = arnParts(arn);
  if (!parts) return unknown(`the request has ${arn}, which is not an ARN`);
  const patterns = splitPattern(pattern, ARN_PARTS);
  if (patterns.length < ARN_PARTS)
    return unknown('how an ARN operator reads a value with fewer than six parts is not documented');
  return patterns.every((part, index) => tokensMatch(part, parts[index] ?? '')) ? YES : no(reason);
}

/**
 * Matches a resource in a statement with the resource of a request. A wildcard stays within its
 * segment, except that a star at the end of a segment may extend past the colon:
 * reference_policies_elements_resource. If the match requires another wildcard to span segments,
 * the result is unknown, since that is not documented.
 */
export function resourceMatches(
  text: string,
  resource: string,
  variables: Context | undefined,
): Truth {
  const reason = `the resource ${resource} is not ${text}`;
  if (/^\*+$/.test(text)) return YES;
  const [lead, tail] = splitAt(text, ARN_PARTS - 1);
  if (variables && lead.includes('${'))
    return unknown(`a variable is in a part of ${text} where none is documented`);
  const head = compilePattern(lead, { wildcards: true, variables: undefined });
  const rest = compilePattern(tail, { wildcards: true, variables });
  if (!('tokens' in rest)) return rest;
  const first = 'tokens' in head ? head.tokens : [];
  const tokens = [...first, ...rest.tokens];
  if (!tokensMatch(tokens, resource)) return no(reason);
  if (/[*?]/.test(lead.split(':')[2] ?? ''))
    return unknown(`${text} has a wildcard in its service, where none is allowed`);
  return !/[*?]/.test(lead) || segmentsMatch(tokens, first.length, resource)
    ? YES
    : unknown(`whether a wildcard in ${text} spans the parts of an ARN is not documented`);
}

/**
 * Like {@link tokensMatch}, but wildcards among the first `bound` tokens stop at a colon, except
 * for a star at the end of its segment. Works row by row: which positions in the text can the
 * tokens so far end at?
 */
function segmentsMatch(tokens: readonly Token[], bound: number, text: string): boolean {
  let reached = new Uint8Array(text.length + 1);
  reached[0] = 1;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const isFree = index >= bound || (token === ANY && (next === ':' || next === undefined));
    const row = new Uint8Array(text.length + 1);
    for (let at = 0; at <= text.length; at += 1) {
      const fits = at > 0 && (isFree || text[at - 1] !== ':');
      const isReached =
        token === ANY
          ? reached[at] === 1 || (fits && row[at - 1] === 1)
          : reached[at - 1] === 1 && (token === ONE ? fits : token === text[at - 1]);
      if (isReached) row[at] = 1;
    }
    reached = row;
  }
  return reached[text.length] === 1;
}

/** Splits a text after its n-th colon. */
function splitAt(text: string, colons: number): [string, string] {
  let at = -1;
  for (let count = 0; count < colons; count += 1) {
    at = text.indexOf(':', at + 1);
    if (at === -1) return [text, ''];
  }
  return [text.slice(0, at + 1), text.slice(at + 1)];
}
