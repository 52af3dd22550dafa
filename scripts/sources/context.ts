/** What reading a policy that ships needs: its text, the values of its variables, and where doubts go. */
import type { PolicyNode } from '../iam/policy.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Code } from '../problems/codes.ts';
import type { Range, Source } from '../problems/source.ts';
import type { ValuesData } from '../data/schema/index.ts';
import type { Module } from './terraform-values.ts';

export interface Reading {
  readonly source: Source;
  readonly values: Values;
  /** A problem at a range of the file that ships. */
  readonly report: (code: Code, range: Range, message: string, hint: string) => void;
  /** The problem of a part whose value is not known; `name` is how `values` would state it. */
  readonly unresolved: (range: Range, what: string, name?: string) => void;
  /** The names that `values` would state. */
  readonly unknown: Set<string>;
}

/** `meaning` is asked for what the data do not state. */
export function readingOf(
  source: Source,
  given: ValuesData,
  problems: Problem[],
  meaning: Module['meaning'] = () => undefined,
): Reading {
  const values = new Values(given, meaning);
  const report: Reading['report'] = (code, range, message, hint) => {
    problems.push(problemAt(code, source, range, { message, hint }));
  };
  const unknown = new Set<string>();
  return {
    source,
    values,
    report,
    unknown,
    unresolved: (range, what, name) => {
      if (name !== undefined) unknown.add(name);
      const meant = name === undefined ? undefined : didYouMean(name, values.names);
      const state = `state what the page says in its place: values: { ${JSON.stringify(name)}: "<PLACEHOLDER>" }`;
      report(
        'source/unresolved',
        range,
        `${what}${name === undefined ? '' : values.why(name)}`,
        name === undefined ? wayOut(source.file, source.text) : (meant ?? state),
      );
    },
  };
}

/** Where the file is rendered to, by its kind. */
export function wayOut(file: string, text = ''): string {
  if (/\.tf(?:\.json)?$/.test(file))
    return 'point `from` at the rendered policy: terraform show -json prints the plan, and `plan.json#/…` is a place in it';
  if (/^[ \t]{0,8}["']?Resources["']?[ \t]{0,8}:/m.test(text))
    return 'point `from` at the deployed policy: save what `aws iam get-role-policy` prints as policy.json, in which `policy.json#/PolicyDocument` is the place';
  if (/\.ya?ml$/.test(file))
    return 'point `from` at the rendered file, such as what `helm template` or `kubectl kustomize` prints';
  return 'point `from` at the file that it is rendered to';
}

/** The values that the data give for variables, and which of them were needed. */
class Values {
  readonly #given: ReadonlyMap<string, string | readonly string[]>;
  readonly #used = new Set<string>();

  readonly #meaning: Module['meaning'];

  constructor(given: ValuesData, meaning: Module['meaning']) {
    this.#meaning = meaning;
    this.#given = new Map(Object.entries(given).map(([name, value]) => [tidy(name), value]));
  }

  get names(): string[] {
    return [...this.#given.keys()];
  }

  of(name: string): string | readonly string[] | undefined {
    const value = this.#given.get(tidy(name));
    if (value !== undefined) this.#used.add(tidy(name));
    if (value !== undefined) return value;
    const meant = this.#meaning(tidy(name));
    return meant && 'value' in meant ? meant.value : undefined;
  }

  /** Why the files do not tell the value of a name; worded to follow “is not known”. */
  why(name: string): string {
    const meant = this.#meaning(tidy(name));
    return meant && 'why' in meant ? meant.why : '';
  }

  unused(): string[] {
    return this.names.filter((name) => !this.#used.has(name));
  }
}

/** An expression without the blanks and comments in which two of the same may differ. */
export const tidy = (expression: string): string =>
  expression
    .replace(/[ \t](?:#|\/\/)[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The value of an expression as a node: a text, or a list of texts. */
export function asNode(value: string | readonly string[], range: Range): PolicyNode {
  if (typeof value === 'string') return { kind: 'scalar', value, range };
  return {
    kind: 'list',
    items: value.map((one): PolicyNode => ({ kind: 'scalar', value: one, range })),
    range,
  };
}

/** A list into whose items lists were put is one list. */
export function flattened(
  items: readonly PolicyNode[],
  before: readonly PolicyNode[],
): PolicyNode[] {
  return items.flatMap((item, index) =>
    item.kind === 'list' && before[index]?.kind !== 'list' ? item.items : [item],
  );
}
