/** Writes compiled files in few bytes, with short names where nobody reads them. */
import { parse } from 'acorn';
import { transform } from 'esbuild';

/** Functions and classes of a file in TypeScript; those inside of a function are indented. */
const NAMED =
  /^(?:export )?(?:(?:async )?function\*? |(?:abstract )?class |const (?=\w+(?:: .+)? = (?:async )?(?:[(<]|\w+ =>)))(\w+)/gm;

/** The names of the functions and classes of our own files, given as texts. */
export const namesIn = (texts) =>
  new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].map(([, name]) => name)));

/**
 * A compiled file in few bytes. Functions and classes with one of these names keep it, so that a
 * stack trace that somebody reports can be read. Everything else gets short names: variables, and
 * all of the libraries.
 */
export async function withShortNames(text, names) {
  const { marked, exported } = markNamed(text, names);
  const { code } = await transform(marked, { minify: true, target: 'node20' });
  return `${withoutMarks(code)}${exportOf(exported)}\n`;
}

/**
 * Marks declarations with `export`: esbuild leaves the name of one that is exported where it is
 * declared. They go from the list of exports at the end of the file, and are returned.
 */
function markNamed(text, names) {
  // If two files have a function of the same name, the bundle calls one of them name2.
  const isNamed = (id) =>
    id?.type === 'Identifier' && (names.has(id.name) || names.has(id.name.replace(/\d+$/, '')));
  const kept = new Set();
  const exported = [];
  const edits = statementsOf(text).flatMap((statement) => {
    const { type, start, end, source, specifiers } = statement;
    // In the bundle, it follows everything that is declared.
    if (type === 'ExportNamedDeclaration' && !source) {
      exported.push(...specifiers.filter(({ local }) => kept.has(local.name)));
      const others = specifiers.filter((one) => !exported.includes(one));
      return { start, end, text: exportOf(others) };
    }
    const declared = declarationsOf(statement);
    const named = declared.filter(({ id }) => isNamed(id));
    if (named.length === 0) return [];
    named.forEach(({ id }) => kept.add(id.name));
    return declared.map((one, index) => {
      const mark = named.includes(one) ? 'export ' : '';
      if (index === 0) return { start, end: start, text: mark };
      // `var a=1,b=2` is two statements, so that only one of them is marked.
      const before = declared[index - 1].end;
      return { start: before, end: one.start, text: `;${mark}${statement.kind} ` };
    });
  });
  return { marked: edited(text, edits), exported };
}

/** What a statement declares, each with its `id`. */
function declarationsOf(statement) {
  if (statement.type === 'VariableDeclaration') return statement.declarations;
  return statement.id ? [statement] : [];
}

function withoutMarks(code) {
  const edits = statementsOf(code).flatMap(({ start, declaration }) =>
    declaration ? { start, end: declaration.start, text: '' } : [],
  );
  return edited(code.trimEnd(), edits);
}

function exportOf(specifiers) {
  const names = specifiers.map(({ local: { name }, exported: as }) =>
    name === as.name ? name : `${name} as ${as.name}`,
  );
  return names.length === 0 ? '' : `export{${names.join(',')}};`;
}

const edited = (text, edits) =>
  edits.reduceRight(
    (rest, edit) => rest.slice(0, edit.start) + edit.text + rest.slice(edit.end),
    text,
  );

function statementsOf(code) {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }).body;
}
