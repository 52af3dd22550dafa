/** A Cedar policy’s text → its parsed form with its tokens, or the place at which it does not parse. */
import type { DetailedError, Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

import type { CedarEngine } from './engine.ts';
import { type Statement, statementsOf, type Token } from './tokens.ts';

export type { Expr, PolicyJson };

export interface CedarPolicy {
  /** From its first annotation or effect to its semicolon. */
  readonly text: string;
  /** Where it begins in the text that it was read from, in UTF-16 units. */
  readonly start: number;
  readonly tokens: readonly Token[];
  readonly json: PolicyJson;
  /** Whether it has slots (`?principal`), and so decides nothing before it is linked. */
  readonly isTemplate: boolean;
}

/** Offsets in the text given, in UTF-16 units. */
export interface CedarError {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string | undefined;
}

interface Parsed {
  readonly policies: readonly CedarPolicy[];
  readonly errors: readonly CedarError[];
}

/** Parses every policy of a text by itself, so that one that is wrong hides no other. */
export function parsePolicies(engine: CedarEngine, text: string): Parsed {
  const policies: CedarPolicy[] = [];
  const errors: CedarError[] = [];
  for (const statement of statementsOf(text)) {
    const read = parseStatement(engine, statement);
    if ('json' in read) policies.push(read);
    else errors.push(read);
  }
  return { policies, errors };
}

/**
 * The engine runs out of its own stack where a policy nests deeper, or is longer, than this, and
 * answers nothing afterwards. Policies that people write are far from it.
 */
const [DEEPEST, MOST_TOKENS] = [64, 3000];

function isTooMuch({ tokens }: Statement): boolean {
  let depth = 0;
  let deepest = 0;
  for (const { text } of tokens) {
    if (/^[([{]$/.test(text) || text === 'if') depth += 1;
    else if (/^[)\]}]$/.test(text)) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest > DEEPEST || tokens.length > MOST_TOKENS;
}

function parseStatement(engine: CedarEngine, statement: Statement): CedarPolicy | CedarError {
  const { text, start, tokens } = statement;
  if (isTooMuch(statement))
    return {
      start,
      end: start + text.length,
      message: 'it nests too deep, or is too long',
      hint: 'split it into several policies',
    };
  const asPolicy = engine.policyToJson(text);
  if (asPolicy.type === 'success')
    return { text, start, tokens, json: asPolicy.json, isTemplate: false };
  const isTemplate = tokens.some((token) => /^\?(?:principal|resource)$/.test(token.text));
  const asTemplate = isTemplate ? engine.templateToJson(text) : asPolicy;
  if (asTemplate.type === 'success')
    return { text, start, tokens, json: asTemplate.json, isTemplate: true };
  const [error] = asTemplate.errors;
  const place = placeOfError(text, error);
  return {
    start: start + place.start,
    end: start + place.end,
    message: messageOf(error, statement),
    hint: error?.help ?? undefined,
  };
}

/** The engine counts bytes; an error at the end of the text is at its last character. */
export function placeOfError(
  text: string,
  error: DetailedError | undefined,
): { start: number; end: number } {
  const [label] = error?.sourceLocations ?? [];
  if (!label) return { start: 0, end: text.length };
  const bytes = Buffer.from(text);
  const at = (offset: number): number => bytes.subarray(0, offset).toString().length;
  const start = Math.min(at(label.start), Math.max(0, text.length - 1));
  return { start, end: Math.max(at(label.end), start + 1) };
}

function messageOf(error: DetailedError | undefined, { isClosed }: Statement): string {
  if (!isClosed && error?.message === 'unexpected end of input')
    return 'it does not end with a `;`';
  const message = error?.message ?? 'Cedar does not read it';
  return message.replace(/^failed to parse \w+ from string: /, '');
}
