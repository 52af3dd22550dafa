/** Reduces the compiler's type declarations to those that the library's own refer to. */
import { readdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a statement begins with; other lines go on with the one before. */
const BEGINS = /^(?:import|export|declare|type|interface|const|function|class)\b/;
const DECLARED =
  /^(?:export )?(?:declare )?(?:abstract )?(?:type|interface|const|function|class) (\w+)/;
/** `import type { A, type B as C } from './d.ts'`, and the same with `export`. */
const NAMES_FROM = /^(import|export) (type )?\{([^}]*)\} from ['"]([^'"]+)['"];/;

/**
 * Keeps what can be reached from the exports of `index.d.ts`, and removes files and folders that are
 * left empty.
 */
export function removeUnreachableTypes(folder) {
  const files = new Map();
  const statementsIn = (path) => {
    if (!files.has(path)) files.set(path, statementsOf(readFileSync(path, 'utf8')));
    return files.get(path);
  };
  const kept = new Set();
  const reach = (path, name) => {
    for (const statement of statementsIn(path).filter((one) => one.names.has(name)))
      keep(path, statement, name);
  };
  const keep = (path, statement, name) => {
    const { from, names, text } = statement;
    if (from !== undefined) {
      if (kept.has(names.get(name))) return;
      kept.add(names.get(name));
      if (from.startsWith('.')) reach(typesAt(path, from), names.get(name).original);
      return;
    }
    if (kept.has(statement)) return;
    kept.add(statement);
    for (const [, file, other] of text.matchAll(/\bimport\(['"](\.[^'"]+)['"]\)\.(\w+)/g))
      reach(typesAt(path, file), other);
    // Words in comments are taken for names too: that keeps a declaration too many at worst.
    for (const word of new Set(text.match(/\w+/g))) reach(path, word);
  };
  const index = join(folder, 'index.d.ts');
  for (const statement of statementsIn(index))
    for (const name of statement.names.keys()) keep(index, statement, name);

  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!name.endsWith('.d.ts')) continue;
    const text = files.has(path) ? textOf(files.get(path), kept) : '';
    if (text === '') rmSync(path);
    else writeFileSync(path, text);
  }
  removeEmpty(folder);
}

const typesAt = (path, from) => join(dirname(path), from.replace(/\.(?:js|ts)$/, '.d.ts'));

/** The statements of a file, each with the comment before it. */
function statementsOf(text) {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) =>
    BEGINS.test(line) ? commentBefore(lines, index) : [],
  );
  return starts.map((start, index) => {
    const own = lines.slice(start, starts[index + 1]).join('\n');
    const code = own.replace(/^\/\*\*.*?\*\/\n/s, '');
    const [, verb, type = '', list = '', from] = NAMES_FROM.exec(code) ?? [];
    const names = from === undefined ? declaredIn(code) : listed(list);
    return { text: own, names, from, head: `${verb} ${type}` };
  });
}

/** The first line of the comment that ends before a line, or that line. */
function commentBefore(lines, index) {
  if (lines[index - 1]?.endsWith('*/') !== true) return index;
  return lines.findLastIndex((line, at) => at < index && line.startsWith('/**'));
}

const declaredIn = (code) =>
  new Map([...(DECLARED.exec(code) ?? [])].slice(1).map((name) => [name, {}]));

/** Names in braces: each as it is known in the file, with the text and the name that it has in the other. */
const listed = (list) =>
  new Map(
    list.split(',').flatMap((one) => {
      const [, original, as] = /^\s*(?:type )?(\w+)(?: as (\w+))?\s*$/.exec(one) ?? [];
      return original === undefined ? [] : [[as ?? original, { original, text: one.trim() }]];
    }),
  );

function textOf(statements, kept) {
  const texts = statements.flatMap((statement) => {
    const { from, names, head, text } = statement;
    if (from === undefined) return kept.has(statement) ? text.trimEnd() : [];
    const used = [...names.values()].filter((name) => kept.has(name));
    return used.length > 0
      ? `${head}{ ${used.map((one) => one.text).join(', ')} } from '${from}';`
      : [];
  });
  return texts.length > 0 ? `${texts.join('\n')}\n` : '';
}

function removeEmpty(folder) {
  const names = readdirSync(folder, { recursive: true }).toSorted((a, b) => b.length - a.length);
  for (const path of names.map((name) => join(folder, name)))
    if (!path.endsWith('.d.ts') && readdirSync(path).length === 0) rmdirSync(path);
}
