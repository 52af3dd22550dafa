/** Cedar text → tokens and statements with their places. The engine parses; this only finds places. */

/** Offsets in UTF-16 units from 0, `end` exclusive. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Token extends Place {
  /** As written; a string keeps its quotes. */
  readonly text: string;
}

const TOKEN =
  /\/\/[^\n]*|"(?:[^"\\]|\\[^])*"|\?[A-Za-z]+|[A-Za-z_]\w*|\d+|::|[<>=!]=|&&|\|\||[^\s]/g;

/** The tokens of a text without its comments. */
function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].flatMap(({ 0: token, index }) =>
    token.startsWith('//') ? [] : [{ text: token, start: index, end: index + token.length }],
  );
}

/** A policy of a text, from its first annotation or effect to its semicolon. */
export interface Statement extends Place {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Whether a semicolon ends it. */
  readonly isClosed: boolean;
}

/** The policies of a text. What follows the last semicolon is one too if there is anything. */
export function statementsOf(text: string): Statement[] {
  const statements: Statement[] = [];
  let own: Token[] = [];
  const finish = (isClosed: boolean): void => {
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) return;
    const { start } = first;
    const { end } = last;
    const tokens = own.map((token) => ({
      ...token,
      start: token.start - start,
      end: token.end - start,
    }));
    statements.push({ start, end, text: text.slice(start, end), tokens, isClosed });
    own = [];
  };
  for (const token of tokensOf(text)) {
    own.push(token);
    if (token.text === ';') finish(true);
  }
  finish(false);
  return statements;
}

/** The first place at which tokens follow each other so; `undefined` stands for any token. */
export function placeOf(
  tokens: readonly Token[],
  ...wanted: readonly (string | undefined)[]
): Place | undefined {
  const at = tokens.findIndex((_, index) =>
    wanted.every((text, offset) => {
      const token = tokens[index + offset];
      return token !== undefined && (text === undefined || token.text === text);
    }),
  );
  const [first, last] = [tokens[at], tokens[at + wanted.length - 1]];
  return first && last ? { start: first.start, end: last.end } : undefined;
}
