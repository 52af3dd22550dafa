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
import { type Call, callsMatching, type Client, PRESET_CALLS } from './calls.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { ShippedFiles } from './shipped-files.ts';

export function requirementsIn(role: ShippingRole, files: ShippedFiles): Requirements {
  const problems: Problem[] = [];
  const actions = role.value.requires.flatMap((requirement, index) => {
    const refuse: Refuse = (code, path, message, hint) => {
      const range = rangeOf(role.file, ['roles', role.id, 'requires', index, ...path]);
      problems.push(problemAt(code, role.file.source, range, { message, hint }));
    };
    return actionsFor(requirement, { role, index, files, problems, refuse });
  });
  return { actions, problems };
}

type Refuse = (code: Code, path: Path, message: string, hint: string) => void;

interface Asking {
  readonly role: ShippingRole;
  readonly index: number;
  readonly files: ShippedFiles;
  readonly problems: Problem[];
  readonly refuse: Refuse;
}

function actionsFor(requirement: RequirementData, asking: Asking): RequiredAction[] {
  const { role, index, files, problems, refuse } = asking;
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
  const found = filesOf([from ?? []].flat(), files, refuse);
  if (found.length === 0) return [];
  const seen = new Sightings(requirement.ignore);
  const needed = found.flatMap((file) => {
    const source = files.source(file);
    if (source.unreadable !== undefined) {
      refuse('requires/unreadable', ['from'], source.unreadable, 'leave it out with a glob: "!…"');
      return [];
    }
    if (!pattern && preset === undefined) return ofPolicies(source, base, refuse);
    const { calls, clients } = pattern
      ? { calls: callsMatching(source.text, pattern, match?.service), clients: [] }
      : PRESET_CALLS[preset ?? 'boto3'](source.text, requirement.service);
    return seen.note(source, calls, clients).flatMap((call) => ofCall(call, source, base));
  });
  if (!seen.any && needed.length === 0)
    refuse(
      'requires/no-match',
      [pattern ? 'match' : preset === undefined ? 'from' : 'preset'],
      `nothing is found in ${found.length === 1 ? (found[0] ?? '') : `${found.length} files`}`,
      (pattern || preset === undefined ? undefined : otherPreset(found.map(files.source))) ??
        'correct the pattern or the glob, or remove the requirement: it demands nothing',
    );
  else if (pattern || preset !== undefined) {
    for (const { source, start, end, ...words } of seen.unseen())
      problems.push(problemAt('requires/unseen', source, { start, end }, words));
    for (const name of seen.needless())
      refuse(
        'requires/no-match',
        ['ignore', requirement.ignore.indexOf(name)],
        `nothing named \`${name}\` is found, so there is nothing to ignore`,
        'remove it from the list',
      );
  }
  return needed;
}

/** The files that globs match; every glob must match one, or what it is about is not looked at. */
function filesOf(globs: readonly string[], files: ShippedFiles, refuse: Refuse): readonly string[] {
  const not = globs.filter((glob) => glob.startsWith('!'));
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  const found = files.matching(globs);
  const idle = wanted.filter((glob) => files.matching([glob, ...not]).length === 0);
  if (idle.length > 0 || wanted.length === 0)
    refuse(
      'requires/no-match',
      ['from'],
      `no file matches ${(idle.length > 0 ? idle : globs).join(', ')}`,
      wanted.length === 0
        ? 'name the files that are meant, before those to leave out'
        : 'correct the glob, which is from the root of the workspace',
    );
  return found;
}

/** What the files of one requirement call, and which clients they have without a call. */
class Sightings {
  any = false;
  readonly #ignore: ReadonlySet<string>;
  readonly #ignored = new Set<string>();
  readonly #called = new Set<string>();
  readonly #clients: (Client & { readonly source: Source })[] = [];

  constructor(ignore: readonly string[]) {
    this.#ignore = new Set(ignore);
  }

  /** The calls that count, in the order of the file. */
  note(source: Source, calls: readonly Call[], clients: readonly Client[]): Call[] {
    this.#clients.push(...clients.map((client) => ({ ...client, source })));
    const counted = calls.filter(({ name }) => !this.#isIgnored(name));
    for (const { service } of calls) this.#called.add(service ?? '');
    this.any ||= counted.length > 0;
    return counted.toSorted((a, b) => a.start - b.start);
  }

  #isIgnored(name: string): boolean {
    const isIgnored = this.#ignore.has(name);
    if (isIgnored) this.#ignored.add(name);
    return isIgnored;
  }

  /** One a service, where it is first imported. */
  unseen() {
    const told = new Set<string>();
    return this.#clients.flatMap(({ service, isOpaque, source, start, end }) => {
      const key = `${service} ${isOpaque}`;
      const isQuiet = told.has(key) || (this.#called.has(service) && !isOpaque);
      if (isQuiet || this.#isIgnored(service)) return [];
      told.add(key);
      const message = isOpaque
        ? `objects of a resource of ${service} make calls that their names do not say`
        : `a client of ${service} is here, and no call of it is found`;
      const hint = `list the actions that it needs under \`actions\` of another requirement, and add the service to \`ignore\`: [${service}]`;
      return [{ source, start, end, message, hint }];
    });
  }

  /** Names to ignore that are not there. */
  needless(): string[] {
    const services = new Set(this.#clients.map(({ service }) => service));
    return [...this.#ignore].filter((name) => !this.#ignored.has(name) && !services.has(name));
  }
}

/** The preset for the SDK that the files do import. */
function otherPreset(sources: readonly Source[]): string | undefined {
  const other = Object.entries(PRESET_CALLS).find(([, find]) =>
    sources.some(({ text }) => find(text, undefined).clients.length > 0),
  );
  return other && `the code imports another SDK: preset: ${other[0]}`;
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
