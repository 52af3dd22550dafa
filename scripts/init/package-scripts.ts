/** Adds scripts to package.json without changing anything else in it. */
import { applyEdits, type JSONPath, modify, parse, type ParseError } from 'jsonc-parser';

export const SCRIPTS: Readonly<Record<string, string>> = {
  'permadocs:build': 'permadocs build',
  'permadocs:check': 'permadocs check',
};

/** The scripts that are missing; empty if the file cannot be read as JSON. */
export function missingScripts(text: string): string[] {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors);
  if (errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value))
    return [];
  const scripts = (value as { scripts?: unknown }).scripts ?? {};
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.keys(SCRIPTS).filter((name) => !Object.hasOwn(scripts, name));
}

/** The file with these scripts added, in its own indentation and line endings. */
export function withScripts(text: string, names: readonly string[]): string {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return names.reduce((current, name) => {
    const path: JSONPath = ['scripts', name];
    return applyEdits(current, modify(current, path, SCRIPTS[name], { formattingOptions }));
  }, text);
}
