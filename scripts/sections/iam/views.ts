/**
 * What the catalog has of IAM, as templates see it. Everything a section reads is recorded as feeding
 * its region.
 */
import type { OwnFields } from '../../data/schema/own-fields.ts';
import type { Catalog, Entry, Holder, ResolvedPolicy } from '../../data/catalog.ts';
import { policyText, statementText } from '../policy-text.ts';
import { contextsIn, titleOfScenario } from '../../data/schema/scenario.ts';
import { Refusal } from '../refusal.ts';
import { ownValues } from '../own-values.ts';
import { accessMatrix, type MatrixRole, type MatrixScenario } from './access-matrix.ts';
import {
  evaluablePolicy,
  sessionArn,
  type Substitute,
  substituteContext,
  substitution,
  writtenDocument,
} from '../../data/role-policies.ts';
import { type EvaluablePolicy, readPolicy } from '../../iam/statement.ts';
import type { Arguments } from '../arguments.ts';
import type { ModelViews } from '../model.ts';
import type { RegionScope } from '../region-scope.ts';
import type { Levels } from './levels.ts';
import { inPartition, PARTITION } from './partition.ts';
import type { IAM_ALL } from './shapes.ts';
import { permissionTable } from './permissions.ts';
import { lazily } from '../lazily.ts';
import { statementView } from './statement-view.ts';
import { isRemoved } from '../../data/references/removed-actions.ts';
import { claimView } from './claim-view.ts';
import type { EntryOf, Kind, RolePolicyKind } from '../../data/schema/index.ts';
import { isSaidOnPages } from '../../data/shipped.ts';
import type { View } from '../fields.ts';
import { truthTable } from './truth-table.ts';
import { Markdown } from '../../markdown/markdown.ts';

type Practice = EntryOf<'services'>['practices'][number];

/** Builds the views for one region. */
export class Views implements ModelViews {
  readonly #catalog: Catalog;
  readonly #scope: RegionScope;
  readonly #own: OwnFields;
  readonly #levels: Levels;
  readonly #substitute: Substitute;

  readonly of = {
    service: (entry: Entry<'services'>) => this.service(entry),
    role: (entry: Entry<'roles'>) => this.role(entry),
    ownPolicy: (entry: Entry<'policies'>) => this.ownPolicy(entry),
    statement: (entry: Entry<'statements'>) => this.statement(entry),
    conditionKey: (entry: Entry<'conditionKeys'>) => this.conditionKey(entry),
    error: (entry: Entry<'errors'>) => this.error(entry),
    scenario: (entry: Entry<'scenarios'>) => this.scenario(entry),
  };

  constructor(catalog: Catalog, scope: RegionScope, levels: Levels) {
    this.#catalog = catalog;
    this.#scope = scope;
    this.#own = scope.own;
    this.#levels = levels;
    this.#substitute = substitution(catalog, scope.placeholders);
  }

  /** What a template may name without a parameter: everything, by id. */
  get all(): { readonly [F in keyof typeof IAM_ALL]: () => View<'all'>[F] } {
    const catalog = this.#catalog;
    return {
      services: () => catalog.all('services').map((one) => this.service(one)),
      roles: () => catalog.all('roles').map((one) => this.role(one)),
      policies: () => catalog.all('policies').map((one) => this.ownPolicy(one)),
      statements: () => catalog.all('statements').map((one) => this.statement(one)),
      actions: () => catalog.all('actions').map((one) => this.#action(one)),
      conditionKeys: () => this.conditionKeys(),
      errors: () => catalog.all('errors').map((one) => this.error(one)),
      scenarios: () => catalog.all('scenarios').map((one) => this.scenario(one)),
      prefixes: () => sorted(catalog.all('roles').flatMap((one) => this.role(one).prefixes)),
    };
  }

  /** A section that takes the partition is printed for it. */
  finish(text: string, args: Arguments): string {
    return inPartition(text, String(args.get(PARTITION) ?? 'aws'));
  }

  service(entry: Entry<'services'>): View<'service'> {
    const { value } = this.#scope.touch(entry);
    const model = value.permissionModel;
    return lazily(
      {
        id: entry.id,
        title: value.title,
        principal: value.principal,
        signingName: value.signingName,
        permissionModel: model && { ...model, effective: model.effective },
        fields: ownValues(value.fields, this.#own.services),
      },
      {
        actions: () => ordered(this.#actions(entry.id), value.order),
        actionsInForce: () => ordered(this.#actions(entry.id, false), value.order),
        removedActions: () => ordered(this.#actions(entry.id, true), value.order),
        conditionKeys: () => ordered(this.conditionKeys(entry.id), value.order),
        practices: () => value.practices.map((practice) => this.#practice(practice)),
        errors: () => {
          const errors = this.#catalog
            .all('errors')
            .filter((error) => error.value.service === entry.id);
          return ordered(errors, value.order).map((error) => this.error(error));
        },
      },
    );
  }

  #practice({ title, body, after, ...ids }: Practice): View<'practice'> {
    const shared = (id: string | undefined): View<'statement'> | undefined =>
      this.#find('statements', id, (found) => this.statement(found));
    const [statement, compare] = [shared(ids.statement), shared(ids.compare)];
    const key = this.#find('conditionKeys', ids.key, (found) => this.conditionKey(found));
    const shown = compare ? undefined : statement;
    return lazily(
      { title, body, statement, compare, key, shown, after },
      { table: () => statement && key && truthTable(statement, key, compare) },
    );
  }

  /** The keys that apply to a service: those that name it, and those that name no service. */
  conditionKeys(service?: string): View<'conditionKey'>[] {
    return this.#catalog
      .all('conditionKeys')
      .filter(
        ({ value }) =>
          service === undefined || value.services.length === 0 || value.services.includes(service),
      )
      .map((key) => this.conditionKey(key));
  }

  conditionKey(entry: Entry<'conditionKeys'>): View<'conditionKey'> {
    const { value } = this.#scope.touch(entry);
    return { id: entry.id, ...value, fields: ownValues(value.fields, this.#own.conditionKeys) };
  }

  statement(entry: Entry<'statements'>): View<'statement'> {
    const { file } = this.#scope.touch(entry);
    const node = file.document.getIn(['statements', entry.id], true);
    const json = statementText({ node: node as never, file, id: entry.id });
    return Object.assign(this.#statementView(json), { id: entry.id });
  }

  scenario(entry: Entry<'scenarios'>): View<'scenario'> {
    const { id, value } = this.#scope.touch(entry);
    return { id, title: titleOfScenario(id, value) };
  }

  /** Without `scenarios`, those that claims of the roles name. See {@link accessMatrix}. */
  accessMatrix(
    roles: readonly View<'role'>[],
    scenarios: readonly View<'scenario'>[] | undefined,
    actions: string | undefined,
  ): View<'accessMatrix'> {
    const entries = roles.flatMap(({ id }) => this.#catalog.get('roles', id) ?? []);
    const claimed = entries.flatMap(({ value }) =>
      value.claims.flatMap(({ scenario }) => scenario ?? []),
    );
    const columns = scenarios?.map(({ id }) => id) ?? sorted(claimed);
    return accessMatrix(
      entries.map((entry) => this.#matrixRole(entry)),
      columns.flatMap(
        (id) => this.#find('scenarios', id, (found) => this.#matrixScenario(found)) ?? [],
      ),
      actions,
    );
  }

  #matrixScenario(entry: Entry<'scenarios'>): MatrixScenario {
    const { id, title } = this.scenario(entry);
    const contexts = contextsIn(entry.value).map((context) =>
      substituteContext(context, this.#substitute),
    );
    return { id, title, contexts };
  }

  #matrixRole(entry: Entry<'roles'>): MatrixRole {
    // What a decision rests on is printed with it.
    const { title, inline, boundary } = this.role(entry);
    const texts = [...inline.map(({ json }) => json), boundary?.json ?? ''];
    for (const placeholder of this.#catalog.all('placeholders'))
      if (texts.some((text) => text.includes(placeholder.id))) this.#scope.touch(placeholder);
    const read = (name: string, statements: ResolvedPolicy['statements']): EvaluablePolicy =>
      readPolicy(name, writtenDocument({ statements }, entry, this.#substitute));
    const managed = this.#catalog.managedPolicies(entry);
    return {
      id: entry.id,
      title,
      permissions: [
        ...this.#catalog
          .policiesOf(entry)
          .flatMap(({ kind, name, statements }) =>
            kind === 'permissions' ? read(name, statements) : [],
          ),
        ...managed.flatMap(({ arn, statements }) => (statements ? read(arn, statements) : [])),
      ],
      boundary: evaluablePolicy(this.#catalog, entry, 'boundary', this.#substitute),
      principal: sessionArn(entry, this.#substitute),
      claimed: this.#claimedResources(entry),
    };
  }

  /** The resources that claims about the permissions of a role name, by action. */
  #claimedResources({ value }: Entry<'roles'>): Map<string, string[]> {
    const requests = value.claims.flatMap((claim) =>
      claim.policy === 'permissions' ? claim.requests : [],
    );
    const claimed = new Map<string, string[]>();
    for (const { action, resource = [] } of requests)
      for (const name of [action].flat())
        claimed.set(name, [
          ...(claimed.get(name) ?? []),
          ...[resource].flat().map(this.#substitute),
        ]);
    return claimed;
  }

  role(entry: Entry<'roles'>): View<'role'> {
    const { value } = this.#scope.touch(entry);
    const { id } = entry;
    const { name, title, summary, intro, meaning, path, maxSessionDuration } = value;
    const managed = this.#catalog.managedPolicies(entry);
    return lazily(
      {
        id,
        name,
        path,
        tags: tagsOf(value.tags),
        maxSessionDuration:
          maxSessionDuration === undefined ? undefined : String(maxSessionDuration),
        managed: managed.map(({ arn, statements }) => ({ arn, isRead: statements !== undefined })),
        unread: managed.flatMap(({ arn, statements }) => (statements ? [] : arn)),
        title,
        summary,
        intro,
        meaning: wholeText(meaning),
        fields: ownValues(value.fields, this.#own.roles),
      },
      {
        permissions: () => {
          const policy = this.#policy(entry, 'permissions');
          if (policy) return policy;
          throw noPermissions(id);
        },
        trust: () => this.#policy(entry, 'trust'),
        boundary: () => this.#policy(entry, 'boundary'),
        ownBoundary: () =>
          value.policies.boundary?.arn === undefined ? this.#policy(entry, 'boundary') : undefined,
        boundaryArn: () => value.policies.boundary?.arn,
        inline: () => {
          const inline = this.#policies(entry, 'permissions');
          if (inline.length + managed.length > 0) return inline;
          throw noPermissions(id);
        },
        policies: () => this.#policies(entry),
        actions: () => this.#allowedActions(entry),
        prefixes: () => sorted(this.#allowedActions(entry).map(prefixOf)),
        claims: () => this.#claims(entry),
      },
    );
  }

  permissionTable(role: View<'role'>): View<'permissionTable'> {
    const whyOf = (name: string): Markdown | undefined =>
      this.#find('actions', name, (entry) => this.#scope.touch(entry).value.summary);
    const entry = this.#catalog.get('roles', role.id);
    const managed = entry ? this.#catalog.managedPolicies(entry) : [];
    const statements = [
      ...role.inline.flatMap((policy) => policy.statements),
      ...managed.flatMap((policy) => this.#statementViews(policy.statements ?? [])),
    ];
    const required = entry ? this.#catalog.required(entry) : [];
    for (const { requirement, source } of required)
      if (isSaidOnPages(requirement)) this.#scope.shipped.add(source.file);
    const boundary = role.boundary?.statements;
    return permissionTable({ statements, boundary }, { whyOf, required }, this.#levels);
  }

  /** A policy that no role holds. */
  ownPolicy(entry: Entry<'policies'>): View<'ownPolicy'> {
    const { value } = this.#scope.touch(entry);
    const { kind, name, title, summary, intro, meaning, attachedTo, tags } = value;
    return lazily(
      {
        id: entry.id,
        kind,
        name: name ?? entry.id,
        title,
        summary,
        intro,
        meaning,
        attachedTo: [attachedTo ?? []].flat(),
        tags: tagsOf(tags),
        fields: ownValues(value.fields, this.#own.policies),
      },
      {
        document: () => {
          const [policy] = this.#policies(entry);
          if (!policy)
            throw new Error(`a policy without statements is refused before: ${entry.id}`);
          return policy;
        },
        claims: () => this.#claims(entry),
      },
    );
  }

  #claims({ value }: Holder): View<'claim'>[] {
    return value.claims.map((claim, index) =>
      claimView(claim, {
        number: index + 1,
        contextsOf: (scenario) =>
          this.#find('scenarios', scenario, (found) => contextsIn(this.#scope.touch(found).value)),
        titleOf: (scenario) =>
          this.#find('scenarios', scenario, ({ id, value: data }) => titleOfScenario(id, data)),
        sidOf: (one) =>
          this.#find('statements', one, (found) => this.#scope.touch(found).value.Sid),
        roleName: (one) => this.#find('roles', one, (found) => this.#scope.touch(found).value.name),
      }),
    );
  }

  error(entry: Entry<'errors'>): View<'error'> {
    const { value } = this.#scope.touch(entry);
    const { message, action, intro, causes, checks, command, after } = value;
    return lazily(
      {
        id: entry.id,
        title: value.title ?? message,
        message,
        action,
        intro,
        causes,
        checks,
        command,
        after,
        fields: ownValues(value.fields, this.#own.errors),
      },
      {
        service: () => {
          const service = this.#find('services', value.service, (found) => this.service(found));
          if (!service) throw new Error(`an unknown service is refused before: ${value.service}`);
          return service;
        },
        role: () => this.#find('roles', value.role, (found) => this.role(found)),
      },
    );
  }

  #policy(role: Entry<'roles'>, kind: RolePolicyKind): View<'policy'> | undefined {
    return this.#policies(role, kind)[0];
  }

  #policies(holder: Holder, kind?: RolePolicyKind): View<'policy'>[] {
    return this.#catalog
      .policiesOf(holder)
      .filter((policy) => kind === undefined || policy.kind === kind)
      .map((policy) => this.#policyView(policy, holder));
  }

  #policyView(policy: ResolvedPolicy, holder: Holder): View<'policy'> {
    const { fileName, arn, statements, policyId } = policy;
    return lazily(
      {
        kind: policy.kind,
        file: fileName,
        url: `file://${fileName}`,
        name: fileName.replace(/\.[a-z]+$/, ''),
        arn,
      },
      {
        role: () => (holder.kind === 'roles' ? this.role(holder) : undefined),
        ownPolicy: () => (holder.kind === 'policies' ? this.ownPolicy(holder) : undefined),
        // Printing only the name does not make a region depend on the shared statements.
        json: () => {
          for (const { id } of statements)
            this.#find('statements', id, (entry) => this.#scope.touch(entry));
          return policyText(statements, policyId);
        },
        statements: () => this.#statementViews(statements),
      },
    );
  }

  #statementViews(statements: ResolvedPolicy['statements']): View<'policyStatement'>[] {
    return statements.map((statement) => {
      const shared = this.#find('statements', statement.id, (entry) => this.statement(entry));
      return Object.assign(this.#statementView(statementText(statement)), { shared });
    });
  }

  #statementView(json: string): ReturnType<typeof statementView> {
    return statementView(json, (name) => {
      const isIt = ({ id }: Entry): boolean => id.toLowerCase() === name.toLowerCase();
      const entry = this.#catalog.all('conditionKeys').find(isIt);
      return entry && this.conditionKey(entry);
    });
  }

  /** What the Allow statements of a role's permissions name, in order, each once. */
  #allowedActions(role: Entry<'roles'>): readonly string[] {
    const statements = this.#policies(role, 'permissions').flatMap((one) => one.statements);
    const allowed = statements.filter(({ effect }) => effect === 'Allow');
    return [...new Set(allowed.flatMap(({ actions }) => actions))];
  }

  #actions(service: string, removed?: boolean): View<'action'>[] {
    return this.#catalog
      .all('actions')
      .filter((action) => action.id.startsWith(`${service}:`))
      .filter(
        (action) =>
          removed === undefined || isRemoved(action.value.removed, this.#scope.asOf) === removed,
      )
      .map((action) => this.#action(action));
  }

  #action(entry: Entry<'actions'>): View<'action'> {
    const { value } = this.#scope.touch(entry);
    const { summary, introduced, deprecated, removed, replacedBy, source } = value;
    const fields = ownValues(value.fields, this.#own.actions);
    return { id: entry.id, summary, introduced, deprecated, removed, replacedBy, source, fields };
  }

  #find<K extends Kind, T>(
    kind: K,
    id: string | undefined,
    view: (entry: Entry<K>) => T,
  ): T | undefined {
    const entry = id === undefined ? undefined : this.#catalog.get(kind, id);
    return entry && view(entry);
  }
}

const noPermissions = (role: string): Refusal =>
  new Refusal(
    `the role ${role} has no permissions policy`,
    'add policies.permissions to the role, or name another role or kind of policy',
  );

const tagsOf = (tags: Readonly<Record<string, string>> = {}): View<'tag'>[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Each once, in the order of their characters. */
const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();

/** The IAM prefix of an action: `s3` of `s3:GetObject`, and `*` of `*`. */
const prefixOf = (action: string): string => action.split(':', 1)[0] ?? action;

/** Sorts the things named in `order` to the front, in its order; the others keep theirs. */
function ordered<T extends { readonly id: string }>(
  things: readonly T[],
  order: readonly string[],
): T[] {
  const rank = ({ id }: T): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return things.toSorted((a, b) => rank(a) - rank(b));
}

/** Joins paragraphs that depend on claims into one text. */
function wholeText(text: EntryOf<'roles'>['meaning']): Markdown | undefined {
  if (!Array.isArray(text)) return text;
  return new Markdown(text.map(({ say }) => say.source).join('\n\n'));
}
