/** `requires` → the actions that code needs, each with the place that says so. */
import { actionsOfCall } from '../iam/operations.ts';
import { parseJson } from '../iam/parse.ts';
import type { PolicyNode } from '../iam/policy.ts';
import type { RequirementData } from '../data/schema/index.ts';
import type { RequiredAction, Requirements, ShippingRole } from '../data/shipped.ts';
import { type Path, rangeOf } from '../data/yaml-places.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Code } from '../problems/codes.ts';
import type { Source } from '../problems/source.ts';
import { scalarsOf, statementsOf } from '../reading/elements.ts';
import { type Call, callsMatching, PRESET_CALLS } from './calls.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { ShippedFiles } from './shipped-files.ts';

export function requirementsIn(role: ShippingRole, files: ShippedFiles): Requirements {
  const problems: Problem[] = [];
  const actions = role.value.requires.flatMap((requirement, index) => {
    const refuse: Refuse = (code, path, message, hint) => {
      const range = rangeOf(role.file, ['roles', role.id, 'requires', index, ...path]);
      problems.push(problemAt(code, role.file.source, range, { message, hint }));
    };
    return actionsFor(requirement, { role, index, files, refuse });
  });
  return { actions, problems };
}

type Refuse = (code: Code, path: Path, message: string, hint: string) => void;

interface Asking {
  readonly role: ShippingRole;
  readonly index: number;
  readonly files: ShippedFiles;
  readonly refuse: Refuse;
}

function actionsFor(requirement: RequirementData, asking: Asking): RequiredAction[] {
  const { role, index, files, refuse } = asking;
  const { from, actions, match, preset } = requirement;
  const invalid = (path: Path, message: string, hint: string): [] => {
    refuse('requires/invalid', path, message, hint);
    return [];
  };
  const base = { index, requirement };
  if ((from === undefined) === (actions === undefined))
    return invalid([], 'a requirement has either `from` or `actions`', 'keep one of the two');
  if (actions !== undefined) {
    if (match !== undefined || preset !== undefined)
      return invalid([], '`match` and `preset` go with `from`', 'remove them, or add `from`');
    return actions.map((action, at) => ({
      ...base,
      action,
      call: undefined,
      source: role.file.source,
      range: rangeOf(role.file, ['roles', role.id, 'requires', index, 'actions', at]),
    }));
  }
  if (match !== undefined && preset !== undefined)
    return invalid(['preset'], 'a requirement has `match` or `preset`', 'keep one of the two');
  const pattern = match && compiled(match, invalid);
  if (match && !pattern) return [];
  const globs = [from ?? []].flat();
  const found = files.matching(globs);
  if (found.length === 0) {
    refuse(
      'requires/no-match',
      ['from'],
      `no file matches ${globs.join(', ')}`,
      'correct the glob, which is from the root of the workspace',
    );
    return [];
  }
  const needed = found.flatMap((file) => {
    const source = files.source(file);
    if (source.unreadable !== undefined) {
      refuse('requires/unreadable', ['from'], source.unreadable, 'leave it out with a glob: "!…"');
      return [];
    }
    if (!pattern && preset === undefined) return ofPolicies(source, base, refuse);
    const calls = pattern
      ? callsMatching(source.text, pattern, match?.service)
      : PRESET_CALLS[preset ?? 'boto3'](source.text, requirement.service);
    return calls
      .filter(({ name }) => !requirement.ignore.includes(name))
      .flatMap((call) => ofCall(call, source, base));
  });
  if (needed.length === 0)
    refuse(
      'requires/no-match',
      [pattern ? 'match' : preset === undefined ? 'from' : 'preset'],
      `nothing is found in ${found.length === 1 ? (found[0] ?? '') : `${found.length} files`}`,
      'correct the pattern or the glob, or remove the requirement: it demands nothing',
    );
  return needed;
}

function compiled(
  { pattern, service }: NonNullable<RequirementData['match']>,
  invalid: (path: Path, message: string, hint: string) => [],
): Pattern | undefined {
  const made = compilePattern(pattern);
  const at = ['match', 'pattern'];
  if ('wrong' in made) {
    invalid(at, `the pattern cannot be used: ${made.wrong}`, 'write it without');
    return undefined;
  }
  if (!made.groups.includes('action')) {
    invalid(at, 'the pattern has no group `action`', 'name the call: (?<action>[A-Z]\\w+)');
    return undefined;
  }
  if (service === undefined && !made.groups.includes('service')) {
    invalid(['match'], 'nothing names the service', 'add `service: ssm`, or a group `service`');
    return undefined;
  }
  return made;
}

type Base = Pick<RequiredAction, 'index' | 'requirement'>;

/** A call needs the action of its name, unless AWS documents others for it. */
function ofCall({ service, name, start, end }: Call, source: Source, base: Base): RequiredAction[] {
  const range = { start, end };
  const pascal = name.includes('_') || /^[a-z]/.test(name) ? pascalCase(name) : name;
  const own = `${service ?? '?'}:${pascal}`;
  const actions = actionsOfCall(own) ?? [own];
  return actions.map((action) => ({
    ...base,
    action,
    source,
    range,
    call: action === own && pascal === name ? undefined : name,
  }));
}

const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/**
 * What iam-policy-autopilot and iamlive write: policies in a list, or one. Their actions are what is
 * needed; on which resources is a guess of theirs.
 */
function ofPolicies(source: Source, base: Base, refuse: Refuse): RequiredAction[] {
  const { node } = source.file.endsWith('.json') ? parseJson(source) : { node: undefined };
  const policies = node && policiesIn(node);
  if (!policies) {
    refuse(
      'requires/invalid',
      ['from'],
      `${source.file} is not a policy, and nothing says how it names actions`,
      'add a `preset` or a `match`; without them, files are the JSON of iam-policy-autopilot or iamlive',
    );
    return [];
  }
  return policies
    .flatMap(statementsOf)
    .filter((statement) =>
      scalarsOf(statement, 'Effect').some((one) => one.kind === 'scalar' && one.value === 'Allow'),
    )
    .flatMap((statement) => scalarsOf(statement, 'Action'))
    .flatMap((item) =>
      item.kind === 'scalar'
        ? [{ ...base, action: String(item.value), source, range: item.range, call: undefined }]
        : [],
    );
}

function policiesIn(node: PolicyNode): PolicyNode[] | undefined {
  const value = (one: PolicyNode, name: string): PolicyNode | undefined =>
    one.kind === 'map' ? one.entries.find(({ key }) => key === name)?.value : undefined;
  const list = value(node, 'Policies');
  if (list?.kind === 'list') return list.items.flatMap((item) => value(item, 'Policy') ?? []);
  return value(node, 'Statement') ? [node] : undefined;
}
