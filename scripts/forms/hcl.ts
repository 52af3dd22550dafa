/**
 * Text in HCL, laid out as `terraform fmt` does: attributes of one line that follow each other have
 * their equals signs in one column; one that spans several lines ends the group.
 */

/** An attribute (`name = value`), a block (`statement { … }`), or an empty line between them. */
export type HclItem =
  | { readonly name: string; readonly value: string }
  | { readonly block: string; readonly body: readonly HclItem[] }
  | 'blank';

/**
 * A text as an HCL literal. `${` and `%{` begin templates in HCL, so that a policy variable is
 * written `$${aws:username}`. HCL native syntax specification, “Template Expressions”.
 */
export function hclText(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`)
    // oxlint-disable-next-line no-control-regex -- what has no escape of its own
    .replace(/[\u0000-\u001F\u007F\u2028\u2029]/g, (one) => {
      const code = one.codePointAt(0) ?? 0;
      return String.raw`\u${code.toString(16).padStart(4, '0')}`;
    })
    .replace(/([$%])\{/g, '$1$1{');
  return `"${escaped}"`;
}

/** A list of texts: one stays on its line; several have a line each. */
export function hclTexts(texts: readonly string[]): string {
  if (texts.length < 2) return `[${texts.map(hclText).join(', ')}]`;
  return `[\n${texts.map((text) => `  ${hclText(text)},\n`).join('')}]`;
}

export function hclBody(items: readonly HclItem[]): string {
  const lines: string[] = [];
  let group: { name: string; value: string }[] = [];
  const close = (): void => {
    const width = Math.max(0, ...group.map(({ name }) => name.length));
    lines.push(...group.map(({ name, value }) => `${name.padEnd(width)} = ${value}`));
    group = [];
  };
  for (const item of items) {
    if (item !== 'blank' && 'value' in item && !item.value.includes('\n')) {
      group.push(item);
      continue;
    }
    close();
    if (item === 'blank') lines.push('');
    else if ('value' in item) lines.push(`${item.name} = ${item.value}`);
    else lines.push(hclBlock(item.block, item.body));
  }
  close();
  return lines.join('\n');
}

export function hclBlock(head: string, body: readonly HclItem[]): string {
  return `${head} {\n${indented(hclBody(body), 2)}\n}`;
}

/** HCL literals never span lines, so every line may be indented. */
export function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
