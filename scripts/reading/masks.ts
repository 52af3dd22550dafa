/**
 * Views of a fence for readers that expect a clean text. Each has the length of the original, so
 * that every offset stays.
 */

const blank = (text: string): string => ' '.repeat(text.length);

/** A diff as it is afterwards: without the lines that go, and without the plus of those that come. */
export function afterDiff(text: string): string {
  return text.replace(/^([-+])(.*)$/gm, (line, sign: string, rest: string) =>
    sign === '-' ? blank(line) : ` ${rest}`,
  );
}

/** JSON in a JSON or shell string: `\"` is a quote, and stays outside of what it quotes. */
export function unescapeQuotes(text: string): string {
  return text.replace(/\\"((?:[^"\\\n]|\\(?!["\n]))*)\\"/g, (_, inner: string) => ` "${inner}" `);
}

/** YAML without ellipses for what is left out, and without a template's tags. */
export function withoutTemplate(text: string): string {
  return text
    .replace(/^[ \t]*(?:\.\.\.|…)[ \t]*(?:#.*)?$/gm, blank)
    .replace(/^[ \t]*(?:\{%[^%\n]*%\}|\{\{[-#/][^}\n]*\}\}|<%[^%\n]*%>)[ \t]*$/gm, blank)
    .replace(/\{\{[^{}\n]*\}\}/g, (tag) => '…'.repeat(tag.length));
}

interface Part {
  readonly text: string;
  /** Where it begins in the whole. */
  readonly start: number;
}

/** The bodies of here-documents. */
export function hereDocuments(text: string): Part[] {
  const parts: Part[] = [];
  const opening = /<<[-~]?[ \t]*["']?([A-Za-z_]\w*)/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = text.indexOf('\n', match.index) + 1;
    if (start === 0) break;
    const closing = new RegExp(`^[ \\t]*${match[1]}[ \\t]*$`, 'gm');
    closing.lastIndex = start;
    const end = closing.exec(text)?.index;
    if (end === undefined) break;
    parts.push({ text: text.slice(start, end), start });
    opening.lastIndex = end;
  }
  return parts;
}
