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

/** A listing without the numbers of its lines: `12.   "Effect": "Allow",`. */
export function withoutLineNumbers(text: string): string {
  const numbered = /^[ \t]*\d{1,3}\.(?: |$)/gm;
  const lines = text.split('\n').length;
  if (lines < 3 || (text.match(numbered)?.length ?? 0) < lines - 1) return text;
  return text.replace(numbered, blank);
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

/**
 * A shell's own quotes in a JSON text: `"'"$X"'"` puts a variable in, and `${X:-"y"}` has a default.
 * They become letters, so that the text around them stays one.
 */
export function unquoteShell(text: string): string {
  if (!text.includes('${') && !text.includes(`'"$`)) return text;
  return text
    .replace(/\$\{\w{1,80}:?[-=+?]"[^"{}\n]{0,200}"\}/g, (variable) =>
      variable.replaceAll('"', '_'),
    )
    .replace(/'"(\$\{?\w{1,80}\}?)"'/g, (_, variable: string) => `__${variable}__`);
}

/**
 * The blocks of YAML that begin with `Statement:`, up to the line that is indented less, with the
 * lines that belong to the same map.
 */
export function statementBlocks(text: string): Part[] {
  const parts: Part[] = [];
  for (const match of text.matchAll(/^([ \t]*)(- )?Statement:[ \t]*$/gm)) {
    const [head, indent = '', dash = ''] = match;
    const depth = indent.length + dash.length;
    const behind = match.index + head.length;
    let end = text.length;
    let at = behind + 1;
    while (at < text.length) {
      const next = text.indexOf('\n', at);
      const stop = next === -1 ? text.length : next;
      const line = text.slice(at, stop);
      const isInner =
        line.trim() === '' ||
        line.length - line.trimStart().length > depth ||
        line.slice(depth).startsWith('- ');
      if (!isInner) {
        end = at;
        break;
      }
      at = stop + 1;
    }
    const start = match.index + depth;
    // The first line loses its indentation, so the others keep theirs by a line of blanks before it.
    parts.push({ text: `${' '.repeat(depth)}${text.slice(start, end)}`, start: start - depth });
  }
  return parts;
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
