/** `from` → statements: finds the policy in the file, fills in its variables, and checks what it is. */
import { parseJson } from '../iam/parse.ts';
import type { MapEntry, PolicyNode } from '../iam/policy.ts';
import { POLICY_ELEMENTS } from '../iam/written.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Code } from '../problems/codes.ts';
import { Source } from '../problems/source.ts';
import type { PlacedStatement } from '../data/placed-statement.ts';
import type { AskedSource, ResolvedSource } from '../data/shipped.ts';
import { keyRangeOf, rangeOf } from '../data/yaml-places.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { type Reading, readingOf, wayOut } from './context.ts';
import { evaluated } from './intrinsics.ts';
import { instead, nodeAt, type Place, placeOf } from './place.ts';
import { inBlock } from './in-block.ts';
import { placedStatement } from './placed.ts';
import type { ShippedFiles } from './shipped-files.ts';
import { addressOf, policyAt } from './terraform.ts';
import { type Meaning, moduleOf } from './terraform-values.ts';
import { treesOf } from './trees.ts';

export function resolveSource(asked: AskedSource, files: ShippedFiles): ResolvedSource {
  const resolved = resolvedPolicy(asked, files);
  return asked.at.at(-1) === 'from'
    ? resolved
    : { ...resolved, problems: resolved.problems.map((one) => forDocument(one, asked.from)) };
}

/** The way out where the file is named by `document` of a managed policy. */
function forDocument(problem: Problem, from: string): Problem {
  const { hint } = problem;
  return hint === undefined
    ? problem
    : {
        ...problem,
        hint: hint
          .replace('point `from` at', 'point `document` at')
          .replace(
            /^state what the page says in its place: (values: .*)$/s,
            (_, values: string) =>
              `state its value: document: { from: ${JSON.stringify(from)}, ${values} }`,
          ),
      };
}

function resolvedPolicy(asked: AskedSource, files: ShippedFiles): ResolvedSource {
  const problems: Problem[] = [];
  const { file, at: asker, valuesAt, from, values, wanted } = asked;
  const refuse = (code: Code, message: string, hint: string): void => {
    const range = rangeOf(file, asker);
    problems.push(problemAt(code, file.source, range, { message, hint }));
  };
  const place = placeOf(from);
  const source = files.source(place.file);
  if (source.unreadable !== undefined) {
    refuse('source/unreadable', source.unreadable, 'correct the path, which is from the root');
    return { statements: undefined, shipped: [], problems };
  }
  const module = place.file.endsWith('.tf') ? moduleOf(source.file, files) : undefined;
  const template = new Template();
  const reading = readingOf(
    source,
    values,
    problems,
    module?.meaning ?? ((name) => template.meaning(name)),
  );
  const refusal: Refusal = (message, hint) => refuse('source/not-found', message, hint);
  const node = place.file.endsWith('.tf')
    ? ofTerraform(place, reading, refusal)
    : ofTree(place, reading, refusal, template);
  const statements =
    node &&
    statementsIn(node, wanted, reading, (message, hint) => {
      refuse('source/not-a-policy', message, hint);
    });
  const policyId = node && wanted === 'policy' ? idOf(documentOf(node)) : undefined;
  if (statements)
    for (const name of reading.values.unused()) {
      const range = keyRangeOf(file, [...valuesAt, name]);
      const message = `the policy has no variable \`${name}\``;
      const hint = didYouMean(name, variablesIn(source.text)) ?? 'remove the value';
      problems.push(problemAt('source/unused-value', file.source, range, { message, hint }));
    }
  const shipped = [source.file, ...(module?.read() ?? [])];
  const names = [...reading.unknown];
  const unknown = problems.every(({ code }) => code === 'source/unresolved') ? names : [];
  return { statements, policyId, shipped, problems, unknown };
}

type Refusal = (message: string, hint: string) => void;

/** What looks like a variable, for suggestions. */
const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{([\w.:-]{1,60})\}|\b((?:var|local|data)\.[\w.]{1,60})/g)].flatMap(
    ([, inText, alone]) => inText ?? alone ?? [],
  );

function ofTerraform(place: Place, reading: Reading, refuse: Refusal): PolicyNode | undefined {
  const { file, steps } = place;
  const address = place.address === undefined ? undefined : addressOf(place.address);
  if (place.address !== undefined && !address) {
    refuse(
      `${place.address} is not an address of Terraform`,
      'write the type and the name: aws_iam_policy_document.reader',
    );
    return undefined;
  }
  const found = policyAt(address, reading);
  if ('missing' in found) {
    const message =
      place.address === undefined
        ? `${file} has ${found.missing.length === 0 ? 'no policy' : 'several policies'}`
        : `${file} has no policy at ${place.address}`;
    refuse(
      message,
      found.missing.length === 0
        ? wayOut(file)
        : instead(place.address ?? '', found.missing, 'policy'),
    );
    return undefined;
  }
  return found.node && walked(found.node, steps, file, refuse);
}

function ofTree(
  place: Place,
  reading: Reading,
  refuse: Refusal,
  template: Template,
): PolicyNode | undefined {
  const { file, address, document, steps } = place;
  if (address !== undefined) {
    refuse(
      `#${address} is not a JSON Pointer`,
      file.endsWith('.tf.json') ? wayOut(file) : `begin it with a slash: ${file}#/${address}`,
    );
    return undefined;
  }
  const trees = treesOf(reading);
  if (!trees) return undefined;
  if (document === undefined && trees.length > 1) {
    refuse(
      `${file} has ${trees.length} documents`,
      `say which, from 1: ${file}#doc=1/${steps.join('/')}`,
    );
    return undefined;
  }
  const tree = trees[(document ?? 1) - 1];
  if (!tree) {
    const many = `${trees.length} document${trees.length === 1 ? '' : 's'}`;
    refuse(`${file} has ${many}, and no document ${document ?? 1}`, 'correct `doc=`');
    return undefined;
  }
  template.root = tree;
  const node = walked(tree, steps, file, refuse);
  if (node?.kind === 'scalar') {
    const whole = encoded(node, reading);
    return whole && evaluated(whole, reading);
  }
  const made = node && evaluated(node, reading);
  // `PolicyDocument: !Sub |` is a text, too.
  return made?.kind === 'scalar' ? encoded(made, reading) : made;
}

/** A template of CloudFormation, whose parameters may have defaults. */
class Template {
  root: PolicyNode | undefined;

  meaning(name: string): Meaning | undefined {
    const { root } = this;
    if (!root || !valueOf(root, 'Resources')) return undefined;
    const parameters = valueOf(root, 'Parameters');
    const parameter = parameters && valueOf(parameters, name);
    if (!parameter) return undefined;
    const type = valueOf(parameter, 'Type');
    const given = valueOf(parameter, 'Default');
    if (given?.kind !== 'scalar' || given.value === null)
      return { why: `, and the parameter ${name} has no default` };
    const isList = type?.kind === 'scalar' && /List/.test(String(type.value));
    const text = String(given.value);
    return { value: isList ? text.split(',').map((one) => one.trim()) : text };
  }
}

function walked(
  root: PolicyNode,
  steps: readonly string[],
  file: string,
  refuse: Refusal,
): PolicyNode | undefined {
  const found = nodeAt(root, steps);
  if ('node' in found) return found.node;
  refuse(`${file} has no \`${found.step}\` there`, instead(found.step, found.known, 'key'));
  return undefined;
}

/** A policy that is the text of a value, as in Terraform's plan. */
function encoded(node: PolicyNode, { source, report }: Reading): PolicyNode | undefined {
  const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const { node: inside } = /^\s*[{[]/.test(text)
    ? parseJson(new Source(source.file, text))
    : { node: undefined };
  if (inside) return inBlock(inside, text, node.range, source);
  if (/\{\{/.test(text)) {
    const message = 'the text is a template, and a policy only once it is rendered';
    report('source/syntax', node.range, message, wayOut(source.file));
    return undefined;
  }
  report(
    'source/not-a-policy',
    node.range,
    'this is not a policy',
    'point `from` at a map with `Statement`, a list of statements, or a text with one as JSON',
  );
  return undefined;
}

const valueOf = (node: PolicyNode, name: string): PolicyNode | undefined =>
  node.kind === 'map' ? node.entries.find(({ key }) => key === name)?.value : undefined;

/** `aws iam get-policy-version` prints the policy inside of what it says about the version. */
function documentOf(node: PolicyNode): PolicyNode {
  const version = valueOf(node, 'PolicyVersion');
  return (version && valueOf(version, 'Document')) ?? node;
}

function idOf(policy: PolicyNode): string | undefined {
  const id = valueOf(policy, 'Statement') && valueOf(policy, 'Id');
  return id?.kind === 'scalar' && id.value !== null ? String(id.value) : undefined;
}

/** In YAML, a key of one's own holds what aliases refer to: `x-defaults: &defaults …`. */
const isForAnchors = (key: string, { file, text }: Source): boolean =>
  /\.ya?ml$/.test(file) &&
  /^(?:[.a-z_]|x-)/.test(key) &&
  text.includes('&') &&
  didYouMean(key, POLICY_ELEMENTS) === undefined;

/** What a page would leave out without a word: an element that no policy has, or one given twice. */
function strayElement(
  policy: PolicyNode,
  source: Source,
): { readonly entry: MapEntry; readonly message: string; readonly hint: string } | undefined {
  if (policy.kind !== 'map' || !valueOf(policy, 'Statement')) return undefined;
  const known: readonly string[] = POLICY_ELEMENTS;
  for (const [index, entry] of policy.entries.entries()) {
    const { key } = entry;
    const hint = 'remove it from the file that ships';
    if (isForAnchors(key, source)) continue;
    if (!known.includes(key))
      return {
        entry,
        message: `\`${key}\` is not an element of a policy, and IAM refuses a policy that has it`,
        hint: didYouMean(key, known) ?? hint,
      };
    if (policy.entries.findIndex((one) => one.key === key) < index)
      return {
        entry,
        message: `the policy has \`${key}\` twice, and readers of JSON disagree on which counts`,
        hint: key === 'Statement' ? 'write one list of all statements' : hint,
      };
  }
  return undefined;
}

function statementsIn(
  node: PolicyNode,
  wanted: AskedSource['wanted'],
  reading: Reading,
  refuse: Refusal,
): readonly PlacedStatement[] | undefined {
  const { source } = reading;
  const policy = documentOf(node);
  const stray = strayElement(policy, source);
  if (stray) {
    reading.report('source/not-a-policy', stray.entry.keyRange, stray.message, stray.hint);
    return undefined;
  }
  const isStatement = valueOf(policy, 'Effect') !== undefined;
  const inside = isStatement ? policy : (valueOf(policy, 'Statement') ?? policy);
  const items = inside.kind === 'list' ? inside.items : [inside];
  const isAll = items.length > 0 && items.every((item) => valueOf(item, 'Effect') !== undefined);
  if (!isAll) {
    refuse(
      'what is at this place is not a policy',
      'point `from` at a map with `Statement`, a list of statements, or a statement',
    );
    return undefined;
  }
  if (wanted === 'statement' && items.length > 1) {
    refuse(
      `this is one statement of the list, and there are ${items.length} at that place`,
      'add the number of one: …/Statement/0; or make `from` that of the policy, instead of `statements`',
    );
    return undefined;
  }
  const version = valueOf(policy, 'Version');
  const isOld = version?.kind === 'scalar' && version.value !== '2012-10-17';
  const isUnversioned = version === undefined && valueOf(policy, 'Statement') !== undefined;
  if ((isOld || isUnversioned) && hasVariables(policy)) {
    reading.report(
      'source/unresolved',
      version?.range ?? policy.range,
      `its variables are plain text ${isOld ? 'in this version of the language' : 'without a `Version`'}, and pages print version 2012-10-17`,
      'write Version 2012-10-17 in the file that ships',
    );
    return undefined;
  }
  return items.map((item) => placedStatement(item, source));
}

function hasVariables(node: PolicyNode): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'string' && node.value.includes('${');
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).some(
    hasVariables,
  );
}
