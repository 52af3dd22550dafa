/**
 * Placing: where in the Markdown each `{{…}}` of a template is printed (prose, a table cell, a
 * fence), and whether its value may be printed there. typing.ts decides what type the value has.
 */
import { isUnknown, type Type, typeText } from './fields.ts';
import type { Landing } from './print.ts';
import { expressionsOf, isNode, type TemplateProblem } from './syntax.ts';
import type { Types } from './typing.ts';

/** Where a statement prints. Nothing may be printed inside a code span that the template wrote. */
type Spot = Landing | 'code span';
export type Landings = ReadonlyMap<hbs.AST.Statement, Spot>;

/** The place of each statement that prints, branches, or includes a partial. */
export function landingsOf(program: hbs.AST.Program): Landings {
  const landings = new Map<hbs.AST.Statement, Spot>();
  place(program, '', landings);
  return landings;
}

/**
 * Adds the places of a program's statements; returns the Markdown that precedes whatever follows
 * it.
 */
function place(
  program: hbs.AST.Program | undefined,
  before: string,
  landings: Map<hbs.AST.Statement, Spot>,
): string {
  let text = before;
  for (const statement of program?.body ?? []) {
    if (isNode<hbs.AST.ContentStatement>(statement, 'ContentStatement')) {
      text += statement.original;
      continue;
    }
    landings.set(statement, landingAfter(text));
    if (statement.type === 'MustacheStatement') text += 'x';
    else if (statement.type === 'PartialStatement') text += '\n';
    else if (isNode<hbs.AST.BlockStatement>(statement, 'BlockStatement')) {
      const after = place(statement.program, text, landings);
      place(statement.inverse, text, landings);
      text = after;
    }
  }
  return text;
}

/** Where a value that follows `before` is printed. */
function landingAfter(before: string): Spot {
  const lines = before.split('\n');
  const line = lines.pop() ?? '';
  let fence = '';
  for (const whole of lines) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(whole)?.[1] ?? '';
    if (fence === '' && mark !== '') fence = mark;
    else if (fence !== '' && mark.startsWith(fence)) fence = '';
  }
  if (fence !== '') return 'fence';
  if ((line.match(/`/g)?.length ?? 0) % 2 === 1) return 'code span';
  if (/<[a-zA-Z][^>]*$/.test(line) || /<summary>[^<]*$/.test(line)) return 'markup';
  if (/^\s*\|/.test(line)) return 'cell';
  return /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?$/.test(line) ? 'prose' : 'inline';
}

/** Reports values that must not be printed where they are. */
export function misplaced(landings: Landings, types: Types): TemplateProblem[] {
  return [...landings].flatMap(([statement, landing]) => [
    ...(isNode<hbs.AST.MustacheStatement>(statement, 'MustacheStatement')
      ? misprinted(statement, landing, types.get(statement))
      : []),
    ...(statement.type === 'PartialStatement' && landing !== 'prose'
      ? [problem('bad-argument', statement, 'a partial must be on a line of its own')]
      : []),
    ...shellWords(statement)
      .filter(() => landing !== 'fence')
      .map((call) =>
        problem(
          'bad-argument',
          call,
          '`shell` quotes words of a command, so it works only in a fence',
          'use {{code …}}',
        ),
      ),
  ]);
}

const PRINTABLE = new Set(['text', 'markdown', 'code', 'date', 'integer', 'fragment']);

function misprinted(
  statement: hbs.AST.MustacheStatement,
  landing: Spot,
  type: Type | undefined,
): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  if (!statement.escaped) {
    const hint = 'write two braces; helpers escape for their place';
    problems.push(problem('unescaped', statement, 'this turns off escaping', hint));
  }
  if (landing === 'code span') {
    const hint = 'remove the backticks and print it with {{code …}}';
    problems.push(
      problem('unescaped', statement, 'a value inside backticks could end the code span', hint),
    );
  } else if (type && !isUnknown(type) && (type.list || !PRINTABLE.has(type.name))) {
    const how =
      type.name === 'json'
        ? 'print it with {{fence …}}'
        : 'print one of its fields, or iterate over it with {{#each}}';
    problems.push(problem('bad-argument', statement, `${typeText(type)} cannot be printed`, how));
  } else if (landing === 'fence' && type?.name === 'markdown') {
    const message = 'Markdown inside a fence would show its markup';
    problems.push(problem('unescaped', statement, message, 'print a text or code value'));
  }
  return problems;
}

/** All calls of `shell`, however deep in the expressions of a statement. */
function shellWords(statement: hbs.AST.Statement): hbs.AST.SubExpression[] {
  return expressionsOf(statement).flatMap(function calls(one): hbs.AST.SubExpression[] {
    if (!isNode<hbs.AST.SubExpression>(one, 'SubExpression')) return [];
    const isShell = (one.path as hbs.AST.PathExpression).original === 'shell';
    return [...(isShell ? [one] : []), ...expressionsOf(one).flatMap(calls)];
  });
}

const problem = (
  code: 'bad-argument' | 'unescaped',
  node: hbs.AST.Node,
  message: string,
  hint?: string,
): TemplateProblem => ({ code: `template/${code}`, node, words: { message, hint } });
