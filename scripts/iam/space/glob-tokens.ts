/**
 * Splits texts in policies into tokens for automata: letters, wildcards, and wildcards that stop at
 * a colon.
 */
import { Context } from '../context.ts';
import { ANY, compilePattern, ONE, type Token } from '../pattern.ts';

/** A letter is its code unit; everything else is one of the negative numbers below. */
export const RUN = -1;
export const LETTER = -2;
/** The same inside one part of an ARN, which a colon ends. */
export const RUN_IN_PART = -3;
export const LETTER_IN_PART = -4;
/** Names of services and of actions, lower case: `[a-z0-9-]` and `[a-z0-9]`. */
export const SERVICE_LETTER = -5;
export const SERVICE_RUN = -6;
export const NAME_LETTER = -7;
export const NAME_RUN = -8;
/** `[0-9]`, in account ids. */
export const DIGIT = -9;
export const COLON = 58;

export interface Glob {
  readonly tokens: readonly number[];
  /** The tokens are lower case and match letters of either case. */
  readonly foldsCase?: boolean;
}

/** `${…}` that is a variable, not an escaped `*`, `?` or `$`; without an end it runs to the end. */
const VARIABLE = /\$\{(?![*?$]\})([^}]*)(?:\}|$)/g;

export interface Variables {
  /** Names of the keys, lower case, with the default if the variable has one. */
  readonly keys: readonly { readonly key: string; readonly fallback: string | undefined }[];
  /** Some `${…}` is not written as a variable; the evaluator says unknown to it, whatever the request. */
  readonly isMalformed: boolean;
}

/** The policy variables in a text; call it for policies that have variables only. */
export function variablesIn(text: string): Variables {
  const keys: { key: string; fallback: string | undefined }[] = [];
  let isMalformed = false;
  for (const [whole, inner = ''] of text.matchAll(VARIABLE)) {
    const match = /^([^\s,']+)(?:, '([^']*)')?$/.exec(inner);
    if (match && whole.endsWith('}'))
      keys.push({ key: (match[1] ?? '').toLowerCase(), fallback: match[2] });
    else isMalformed = true;
  }
  return { keys, isMalformed };
}

export const hasVariable = (text: string): boolean => text.search(VARIABLE) !== -1;

/** The pattern with `*` in place of each variable: it matches whatever the pattern can match. */
export const withoutVariables = (text: string): string => text.replace(VARIABLE, '*');

/** Replaces each well-formed variable; `put` gets the key, lower case, and the default. */
export function replaceVariables(
  text: string,
  put: (key: string, fallback: string | undefined, whole: string) => string,
): string {
  return text.replace(VARIABLE, (whole, inner: string) => {
    const match = /^([^\s,']+)(?:, '([^']*)')?$/.exec(inner);
    return match ? put((match[1] ?? '').toLowerCase(), match[2], whole) : whole;
  });
}

/** Text in which no letter is a wildcard or begins a variable, for policies with variables. */
export const escapeGlob = (text: string): string =>
  text.replace(/[*?$]/g, (letter) => `\${${letter}}`);

/**
 * The glob of a text; `hasVariables` as in {@link EvaluablePolicy} decides whether `${*}` is a
 * literal star.
 */
export function globOf(
  text: string,
  { wildcards = true, hasVariables = false }: { wildcards?: boolean; hasVariables?: boolean } = {},
): Glob {
  const pattern = compilePattern(hasVariables ? withoutVariables(text) : text, {
    wildcards: wildcards || hasVariables,
    variables: hasVariables ? new Context({}) : undefined,
  });
  const tokens = 'tokens' in pattern ? pattern.tokens : [];
  return { tokens: tokens.map((token) => numberOf(token)).filter(isNoSecondStar) };
}

const numberOf = (token: Token): number =>
  token === ANY ? RUN : token === ONE ? LETTER : token.charCodeAt(0);

const isNoSecondStar = (token: number, index: number, all: readonly number[]): boolean =>
  token !== RUN || all[index - 1] !== RUN;

/** The five first parts of an ARN pattern with their colons, or the whole text if it has fewer. */
export function leadOf(text: string): string {
  let at = -1;
  for (let count = 0; count < 5; count += 1) {
    at = text.indexOf(':', at + 1);
    if (at === -1) return text;
  }
  return text.slice(0, at + 1);
}

/**
 * A resource pattern whose wildcards stay within their part of the ARN, except a star that ends its
 * part: the definite matches of `resourceMatches`. Undefined if the plain glob says the same.
 */
export function globWithinParts(text: string, hasVariables: boolean): Glob | undefined {
  const plain = hasVariables ? withoutVariables(text) : text;
  const lead = leadOf(plain);
  if (!/[*?]/.test(lead)) return undefined;
  const { tokens } = globOf(plain, { hasVariables });
  const bound = globOf(lead).tokens.length;
  return {
    tokens: tokens.map((token, index) => {
      const next = tokens[index + 1];
      const isFree = index >= bound || (token === RUN && (next === COLON || next === undefined));
      if (isFree || token >= 0) return token;
      return token === RUN ? RUN_IN_PART : LETTER_IN_PART;
    }),
  };
}

/** An ARN pattern as the ARN operators read it, part by part; undefined below six parts. */
export function arnGlob(text: string, hasVariables: boolean): Glob | undefined {
  let colons = 0;
  const tokens = globOf(text, { hasVariables }).tokens.map((token) => {
    if (token === COLON) colons += 1;
    if (colons >= 5 || token >= 0) return token;
    return token === RUN ? RUN_IN_PART : LETTER_IN_PART;
  });
  return colons < 5 ? undefined : { tokens };
}

export const codes = (text: string): number[] =>
  text.split('').map((letter) => letter.charCodeAt(0));

/** Every ARN, as the evaluator reads one. */
export const ANY_ARN: Glob = {
  tokens: [
    ...codes('arn:'),
    RUN_IN_PART,
    COLON,
    RUN_IN_PART,
    COLON,
    RUN_IN_PART,
    COLON,
    RUN_IN_PART,
    COLON,
    RUN,
  ],
};

/** Resources of requests: ARNs with a partition, a service and a resource, and `*`. */
export const RESOURCES: readonly Glob[] = [
  { tokens: codes('*') },
  {
    tokens: [
      ...codes('arn:'),
      LETTER_IN_PART,
      RUN_IN_PART,
      COLON,
      LETTER_IN_PART,
      RUN_IN_PART,
      COLON,
      RUN_IN_PART,
      COLON,
      RUN_IN_PART,
      COLON,
      LETTER,
      RUN,
    ],
  },
];
