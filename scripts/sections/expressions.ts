/** The type of an expression in a template: a literal, a path into the data, or a helper call. */
import type { OwnFields } from '../data/schema/own-fields.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Code } from '../problems/codes.ts';
import type { ProblemWords } from '../problems/problem.ts';
import {
  fieldsOf,
  fieldType,
  isUnknown,
  parseType,
  type Type,
  typeText,
  UNKNOWN,
} from './fields.ts';
import { HELPERS } from './helpers.ts';
import type { Helper } from './model.ts';
import { isNode, type TemplateProblem } from './syntax.ts';

/** What an expression may refer to. */
export interface Scope {
  readonly names: ReadonlyMap<string, Type>;
  /** Paths that an enclosing `if` has shown to be present. */
  readonly present: ReadonlySet<string>;
  /** Whether `@first` and `@last` exist here. */
  readonly isInEach: boolean;
  /** The fields that permadocs.yaml declares. */
  readonly own: OwnFields;
}

/**
 * How a value is used. A condition may test what is absent; a value that is printed or passed on
 * must be present.
 */
type Use = 'value' | 'condition' | 'argument';

const BOOLEAN: Type = { name: 'boolean', list: false, optional: false };

/**
 * The type of an expression. A problem is added to `problems` once and makes the type unknown, so
 * that it does not cause others.
 */
export function typeOf(
  expression: hbs.AST.Expression,
  scope: Scope,
  problems: TemplateProblem[],
  use: Use = 'value',
): Type {
  if (isNode<hbs.AST.StringLiteral>(expression, 'StringLiteral')) return parseType('text');
  if (isNode<hbs.AST.NumberLiteral>(expression, 'NumberLiteral')) return parseType('integer');
  if (isNode<hbs.AST.BooleanLiteral>(expression, 'BooleanLiteral')) return BOOLEAN;
  if (isNode<hbs.AST.SubExpression>(expression, 'SubExpression'))
    return typeOfCall(expression, scope, problems);
  if (isNode<hbs.AST.PathExpression>(expression, 'PathExpression'))
    return typeOfPath(expression, scope, problems, use);
  const message = `${expression.type} is not supported in templates`;
  problems.push({ code: 'template/syntax', node: expression, words: { message } });
  return UNKNOWN;
}

/** Checks that a value has a suitable type. `wanted` may list alternatives separated by `|`. */
export function checkArgument(
  node: hbs.AST.Node,
  type: Type,
  wanted: string,
  of: string,
): TemplateProblem[] {
  if (isUnknown(type) || wanted.split('|').includes(typeText(type))) return [];
  const message = `${of} must be ${wanted.replaceAll('|', ' or ')}, not ${typeText(type)}`;
  return [{ code: 'template/bad-argument', node, words: { message } }];
}

function typeOfCall(call: hbs.AST.SubExpression, scope: Scope, problems: TemplateProblem[]): Type {
  const name = (call.path as hbs.AST.PathExpression).original;
  const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
  if (!helper) {
    const all = Object.keys(HELPERS);
    return asUnknown(problems, 'template/unknown-helper', call, {
      message: `there is no helper \`${name}\``,
      hint: didYouMean(name, all) ?? `helpers: ${all.join(', ')}`,
    });
  }
  typePositional(call, name, helper, scope, problems);
  typeNamed(call, name, helper, scope, problems);
  return parseType(helper.returns);
}

function typePositional(
  call: hbs.AST.SubExpression,
  name: string,
  { params }: Helper,
  scope: Scope,
  problems: TemplateProblem[],
): void {
  if (call.params.length !== params.length) {
    const message = `\`${name}\` takes ${params.length} argument${params.length === 1 ? '' : 's'}, not ${call.params.length}`;
    problems.push({ code: 'template/bad-argument', node: call, words: { message } });
  }
  for (const [index, argument] of call.params.entries()) {
    const wanted = params[index];
    if (wanted === undefined) continue;
    const type = typeOf(argument, scope, problems, 'argument');
    problems.push(...checkArgument(argument, type, wanted, `argument ${index + 1} of ${name}`));
  }
}

/** Named arguments may be absent; helpers then treat them as not given. */
function typeNamed(
  call: hbs.AST.SubExpression,
  name: string,
  { hash }: Helper,
  scope: Scope,
  problems: TemplateProblem[],
): void {
  for (const pair of call.hash?.pairs ?? []) {
    const wanted = Object.hasOwn(hash, pair.key) ? hash[pair.key] : undefined;
    if (wanted === undefined) {
      const message = `\`${name}\` takes no argument \`${pair.key}\``;
      const hint = didYouMean(pair.key, Object.keys(hash));
      problems.push({ code: 'template/bad-argument', node: pair, words: { message, hint } });
      continue;
    }
    const type = typeOf(pair.value, scope, problems, 'condition');
    problems.push(...checkArgument(pair.value, type, wanted, `${pair.key} of ${name}`));
  }
}

function typeOfPath(
  path: hbs.AST.PathExpression,
  scope: Scope,
  problems: TemplateProblem[],
  use: Use,
): Type {
  if (path.data && ['first', 'last'].includes(path.parts[0] ?? '') && scope.isInEach)
    return BOOLEAN;
  const [head, ...fields] = path.parts;
  if (path.data || path.depth > 0 || head === undefined || /^(?:this|\.)/.test(path.original)) {
    return asUnknown(problems, 'template/unknown-name', path, {
      message: `\`${path.original}\` is not supported in templates`,
      hint: 'use the name of a parameter, or of the item in {{#each list as |item|}}',
    });
  }
  const declared = scope.names.get(head);
  if (!declared) {
    const names = [...scope.names.keys()];
    return asUnknown(problems, 'template/unknown-name', path, {
      message: `\`${head}\` is not declared`,
      hint: didYouMean(head, names) ?? `declared here: ${names.join(', ') || 'nothing'}`,
    });
  }
  let type = declared;
  let reached = head;
  for (const field of fields) {
    if (isUnknown(type)) return UNKNOWN;
    problems.push(...checkPresent(path, type, reached, scope));
    const next = fieldOf(type, field, scope.own);
    if (!next)
      return asUnknown(problems, 'template/unknown-name', path, noField(type, field, scope.own));
    // A list's length can be printed, but it is not an object that a longer path could enter.
    if (!type.list) reached += `.${field}`;
    type = next;
  }
  if (use !== 'condition') problems.push(...checkPresent(path, type, reached, scope));
  return { ...type, optional: false };
}

const fieldOf = (type: Type, field: string, own: OwnFields): Type | undefined =>
  type.list
    ? field === 'length'
      ? parseType('integer')
      : undefined
    : fieldType(type.name, field, own);

function noField(type: Type, field: string, own: OwnFields): ProblemWords {
  const fields = type.list ? ['length'] : fieldsOf(type.name, own);
  return {
    message: `${typeText(type)} has no \`${field}\``,
    hint:
      didYouMean(field, fields) ?? (fields.length > 0 ? `it has: ${fields.join(', ')}` : undefined),
  };
}

function checkPresent(
  node: hbs.AST.PathExpression,
  type: Type,
  reached: string,
  scope: Scope,
): TemplateProblem[] {
  if (!type.optional || scope.present.has(reached)) return [];
  const words = {
    message: `\`${reached}\` may be absent`,
    hint: `wrap it: {{#if ${reached}}} … {{/if}}`,
  };
  return [{ code: 'template/optional', node, words }];
}

function asUnknown(
  problems: TemplateProblem[],
  code: Code,
  node: hbs.AST.Node,
  words: ProblemWords,
): Type {
  problems.push({ code, node, words });
  return UNKNOWN;
}
