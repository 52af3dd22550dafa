/**
 * Checks a template through its syntax tree and makes it ready to compile: every path, helper,
 * argument and partial must be declared, and each printed value is told where it lands.
 */
import type { Code } from '../problems/codes.ts';
import { HELPERS, type Place } from './helpers.ts';
import type { ProblemWords } from '../problems/problem.ts';
import { fieldsOf, fieldType, parseType, type Type } from './fields.ts';
import { didYouMean } from '../problems/did-you-mean.ts';

/** A problem at a node of the template. */
export type Report = (code: Code, node: hbs.AST.Node, words: ProblemWords) => void;

export interface TemplateScope {
  /** The parameters of the section or partial. */
  readonly names: ReadonlyMap<string, Type>;
  /** The parameters of each partial. */
  readonly partials: ReadonlyMap<string, ReadonlyMap<string, Type>>;
}

interface Scope {
  readonly names: ReadonlyMap<string, Type>;
  /** How many `each` blocks stand around, by name where each was introduced. */
  readonly depth: number;
  readonly blockNames: ReadonlySet<string>;
  /** Paths that an enclosing `if` has shown to be there. */
  readonly present: ReadonlySet<string>;
}

const UNKNOWN: Type = { name: 'unknown', list: false, optional: false };
const BOOLEAN: Type = { name: 'boolean', list: false, optional: false };
const PRINTABLE = new Set(['text', 'markdown', 'code', 'date', 'integer', 'fragment']);

/** Checks and rewrites `program` in place; whatever is wrong is reported, and nothing is thrown. */
export function checkTemplate(
  program: hbs.AST.Program,
  template: TemplateScope,
  report: Report,
): void {
  /** The Markdown text before the current node, which tells where a value lands. */
  let before = '';
  walkProgram(program, {
    names: template.names,
    depth: 0,
    blockNames: new Set(),
    present: new Set(),
  });

  function walkProgram(node: hbs.AST.Program | undefined, scope: Scope): void {
    for (const statement of node?.body ?? []) walkStatement(statement, scope);
  }

  function walkStatement(statement: hbs.AST.Statement, scope: Scope): void {
    if (is<hbs.AST.ContentStatement>(statement, 'ContentStatement')) before += statement.original;
    else if (is<hbs.AST.MustacheStatement>(statement, 'MustacheStatement'))
      walkMustache(statement, scope);
    else if (is<hbs.AST.BlockStatement>(statement, 'BlockStatement')) walkBlock(statement, scope);
    else if (is<hbs.AST.PartialStatement>(statement, 'PartialStatement'))
      walkPartial(statement, scope);
    else if (statement.type !== 'CommentStatement') {
      report('template/syntax', statement, {
        message: `${statement.type} is not used in templates`,
        hint: 'use if, unless, each and partials',
      });
    }
  }

  function walkMustache(statement: hbs.AST.MustacheStatement, scope: Scope): void {
    if (!statement.escaped) {
      report('template/unescaped', statement, {
        message: 'this switches escaping off',
        hint: 'write two braces; helpers escape for their place',
      });
    }
    const place = placeOf(before);
    const expression = toExpression(statement);
    const type = typeOf(expression, scope);
    if (place === 'code span') {
      report('template/unescaped', statement, {
        message: 'a value inside back-ticks could end them',
        hint: 'remove the back-ticks and print it with {{code …}}',
      });
    } else if (type !== UNKNOWN && (type.list || !PRINTABLE.has(type.name))) {
      const how =
        type.name === 'json'
          ? 'print it with {{fence …}}'
          : 'print one of its fields, or go through it with {{#each}}';
      report('template/bad-argument', statement, {
        message: `${show(type)} cannot be printed`,
        hint: how,
      });
    } else if (place === 'fence' && type.name === 'markdown') {
      report('template/unescaped', statement, {
        message: 'Markdown inside a fence would show its markup',
        hint: 'print a text or code value',
      });
    }
    // `{{x}}` becomes `{{print x "type" "place"}}`.
    statement.path = path('print', statement.loc);
    statement.params = [
      expression,
      literal(type.name, statement.loc),
      literal(place, statement.loc),
    ];
    delete (statement as { hash?: hbs.AST.Hash }).hash;
    before += 'x';
  }

  function walkBlock(statement: hbs.AST.BlockStatement, scope: Scope): void {
    const name = (statement.path as hbs.AST.PathExpression).original;
    const [argument] = statement.params;
    const known = ['if', 'unless', 'each'];
    if (!known.includes(name)) {
      report('template/unknown-helper', statement.path, {
        message: `{{#${name}}} does not exist`,
        hint: didYouMean(name, known) ?? 'blocks are if, unless and each',
      });
      return;
    }
    if (!argument || statement.params.length > 1 || (statement.hash?.pairs.length ?? 0) > 0) {
      report('template/bad-argument', statement, {
        message: `{{#${name}}} takes one argument`,
        hint: `write {{#${name} value}}`,
      });
      return;
    }
    const text = before;
    if (name === 'each') {
      const type = typeOf(argument, scope);
      const [item] = statement.program.blockParams ?? [];
      if (type !== UNKNOWN && !type.list)
        report('template/bad-argument', argument, {
          message: `{{#each}} goes through a list, and this is ${show(type)}`,
        });
      if (item === undefined) {
        report('template/bad-argument', statement, {
          message: '{{#each}} must name its item',
          hint: 'write {{#each list as |item|}}',
        });
        return;
      }
      walkProgram(statement.program, {
        names: new Map([
          ...scope.names,
          [item, type === UNKNOWN ? UNKNOWN : { ...type, list: false }],
        ]),
        depth: scope.depth + 1,
        blockNames: new Set([...scope.blockNames, item]),
        present: new Set(
          [...scope.present].filter((shown) => shown !== item && !shown.startsWith(`${item}.`)),
        ),
      });
    } else {
      typeOf(argument, scope, 'condition');
      const shown =
        argument.type === 'PathExpression'
          ? (argument as hbs.AST.PathExpression).original
          : undefined;
      const narrowed =
        shown === undefined ? scope : { ...scope, present: new Set([...scope.present, shown]) };
      walkProgram(statement.program, name === 'if' ? narrowed : scope);
      const after = before;
      before = text;
      walkProgram(statement.inverse, name === 'if' ? scope : narrowed);
      before = after;
      return;
    }
    walkProgram(statement.inverse, scope);
  }

  function walkPartial(statement: hbs.AST.PartialStatement, scope: Scope): void {
    const name = (statement.name as hbs.AST.PathExpression).original;
    const params =
      statement.name.type === 'PathExpression' ? template.partials.get(name) : undefined;
    if (!params) {
      report('template/unknown-partial', statement, {
        message: `there is no partial \`${name}\``,
        hint:
          didYouMean(name, [...template.partials.keys()]) ??
          'partials are files in templates/partials/',
      });
      return;
    }
    if (statement.params.length > 0) {
      report('template/bad-argument', statement, {
        message: 'a partial takes named arguments only',
        hint: `write {{> ${name} ${[...params.keys()].map((key) => `${key}=…`).join(' ')}}}`,
      });
    }
    if (placeOf(before) !== 'prose') {
      report('template/bad-argument', statement, {
        message: 'a partial stands on a line of its own',
      });
    }
    checkHash(
      statement,
      statement.hash,
      params,
      scope,
      `the partial ${name}`,
      (type) => !type.optional,
    );
    before += '\n';
  }

  /** The type of an expression; what is wrong with it is reported once, as unknown. */
  function typeOf(
    expression: hbs.AST.Expression,
    scope: Scope,
    use: 'value' | 'condition' | 'argument' = 'value',
  ): Type {
    if (is<hbs.AST.StringLiteral>(expression, 'StringLiteral')) return parseType('text');
    if (is<hbs.AST.NumberLiteral>(expression, 'NumberLiteral')) return parseType('integer');
    if (is<hbs.AST.BooleanLiteral>(expression, 'BooleanLiteral')) return BOOLEAN;
    if (is<hbs.AST.SubExpression>(expression, 'SubExpression'))
      return typeOfCall(expression, scope);
    if (is<hbs.AST.PathExpression>(expression, 'PathExpression'))
      return typeOfPath(expression, scope, use);
    report('template/syntax', expression, {
      message: `${expression.type} is not used in templates`,
    });
    return UNKNOWN;
  }

  function typeOfCall(call: hbs.AST.SubExpression, scope: Scope): Type {
    const name = (call.path as hbs.AST.PathExpression).original;
    const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
    if (!helper) {
      report('template/unknown-helper', call, {
        message: `there is no helper \`${name}\``,
        hint:
          didYouMean(name, Object.keys(HELPERS)) ?? `helpers: ${Object.keys(HELPERS).join(', ')}`,
      });
      return UNKNOWN;
    }
    if (call.params.length !== helper.params.length) {
      report('template/bad-argument', call, {
        message: `\`${name}\` takes ${helper.params.length} argument${helper.params.length === 1 ? '' : 's'}, not ${call.params.length}`,
      });
    }
    for (const [index, argument] of call.params.entries()) {
      const wanted = helper.params[index];
      if (wanted !== undefined)
        checkType(
          argument,
          typeOf(argument, scope, 'argument'),
          wanted,
          `argument ${index + 1} of ${name}`,
        );
    }
    const params = new Map(
      Object.entries(helper.hash).map(([key, notation]) => [key, notation] as const),
    );
    for (const pair of call.hash?.pairs ?? []) {
      const wanted = params.get(pair.key);
      if (wanted === undefined) {
        report('template/bad-argument', pair, {
          message: `\`${name}\` takes no argument \`${pair.key}\``,
          hint: didYouMean(pair.key, [...params.keys()]),
        });
      } else
        checkType(
          pair.value,
          { ...typeOf(pair.value, scope, 'condition'), optional: false },
          wanted,
          `${pair.key} of ${name}`,
        );
    }
    if (name === 'shell' && placeOf(before) !== 'fence') {
      report('template/bad-argument', call, {
        message: '`shell` quotes words of a command, and this is no fence',
        hint: 'use {{code …}}',
      });
    }
    return parseType(helper.returns);
  }

  function typeOfPath(
    node: hbs.AST.PathExpression,
    scope: Scope,
    use: 'value' | 'condition' | 'argument',
  ): Type {
    if (node.data && ['first', 'last'].includes(node.parts[0] ?? '') && scope.depth > 0)
      return BOOLEAN;
    const [head, ...fields] = node.parts;
    if (
      node.data ||
      node.depth > 0 ||
      head === undefined ||
      node.original.startsWith('this') ||
      node.original.startsWith('.')
    ) {
      report('template/unknown-name', node, {
        message: `\`${node.original}\` is not used in templates`,
        hint: 'name what you mean: a parameter, or the item of an {{#each list as |item|}}',
      });
      return UNKNOWN;
    }
    let type = scope.names.get(head);
    if (!type) {
      report('template/unknown-name', node, {
        message: `nothing declares \`${head}\``,
        hint:
          didYouMean(head, [...scope.names.keys()]) ??
          `declared here: ${[...scope.names.keys()].join(', ') || 'nothing'}`,
      });
      return UNKNOWN;
    }
    if (!scope.blockNames.has(head)) node.depth = scope.depth;
    let reached = head;
    for (const field of fields) {
      if (type === UNKNOWN) return UNKNOWN;
      requirePresent(node, type, reached, scope);
      if (type.list && field === 'length') {
        type = parseType('integer');
        continue;
      }
      const next: Type | undefined = type.list ? undefined : fieldType(type.name, field);
      if (!next) {
        const known = type.list ? ['length'] : fieldsOf(type.name);
        report('template/unknown-name', node, {
          message: `${show(type)} has no \`${field}\``,
          hint:
            didYouMean(field, known) ??
            (known.length > 0 ? `it has: ${known.join(', ')}` : undefined),
        });
        return UNKNOWN;
      }
      type = next;
      reached += `.${field}`;
    }
    if (use !== 'condition') requirePresent(node, type, reached, scope);
    return { ...type, optional: false };
  }

  function requirePresent(
    node: hbs.AST.PathExpression,
    type: Type,
    reached: string,
    scope: Scope,
  ): void {
    if (!type.optional || scope.present.has(reached)) return;
    report('template/optional', node, {
      message: `\`${reached}\` may be absent`,
      hint: `wrap it: {{#if ${reached}}} … {{/if}}`,
    });
  }

  function checkHash(
    node: hbs.AST.Node,
    hash: hbs.AST.Hash | undefined,
    params: ReadonlyMap<string, Type>,
    scope: Scope,
    of: string,
    required: (type: Type) => boolean,
  ): void {
    const given = new Set<string>();
    for (const pair of hash?.pairs ?? []) {
      given.add(pair.key);
      const wanted = params.get(pair.key);
      if (!wanted)
        report('template/bad-argument', pair, {
          message: `${of} takes no argument \`${pair.key}\``,
          hint: didYouMean(pair.key, [...params.keys()]),
        });
      else
        checkType(
          pair.value,
          typeOf(pair.value, scope, wanted.optional ? 'condition' : 'argument'),
          show(wanted),
          `${pair.key} of ${of}`,
        );
    }
    for (const [key, type] of params) {
      if (required(type) && !given.has(key))
        report('template/bad-argument', node, {
          message: `${of} needs the argument \`${key}\``,
          hint: `add ${key}=…`,
        });
    }
  }

  function checkType(node: hbs.AST.Node, type: Type, wanted: string, of: string): void {
    if (type === UNKNOWN || type.name === 'unknown' || wanted.split('|').includes(show(type)))
      return;
    report('template/bad-argument', node, {
      message: `${of} wants ${wanted.replaceAll('|', ' or ')}, and this is ${show(type)}`,
    });
  }
}

/** Where a value printed behind `before` lands. */
export function placeOf(before: string): Place | 'code span' {
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

function toExpression(statement: hbs.AST.MustacheStatement): hbs.AST.Expression {
  if (statement.params.length === 0 && !statement.hash?.pairs.length) {
    const { original } = statement.path as hbs.AST.PathExpression;
    if (!Object.hasOwn(HELPERS, String(original))) return statement.path;
  }
  return { ...statement, type: 'SubExpression' } as unknown as hbs.AST.SubExpression;
}

function is<T extends hbs.AST.Node>(node: hbs.AST.Node, type: T['type']): node is T {
  return node.type === type;
}

function path(name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return {
    type: 'PathExpression',
    data: false,
    depth: 0,
    parts: [name],
    original: name,
    loc,
  } as unknown as hbs.AST.PathExpression;
}

function literal(value: string, loc: hbs.AST.SourceLocation): hbs.AST.StringLiteral {
  return { type: 'StringLiteral', value, original: value, loc } as unknown as hbs.AST.StringLiteral;
}

function show(type: Type): string {
  return `${type.name}${type.list ? '[]' : ''}`;
}
