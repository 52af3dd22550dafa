/**
 * The catalog as templates see it. Everything a section reads is recorded as feeding its region.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import { policyText, statementText } from './policy-text.ts';
import { Refusal } from './refusal.ts';
import { isRemoved } from '../data/references/removed-actions.ts';
import { claimView } from './claim-view.ts';
import type { EntryOf, Kind, RolePolicyKind } from '../data/schema/index.ts';
import type { View } from './fields.ts';
import { truthTable } from './truth-table.ts';
import { Markdown } from '../markdown/markdown.ts';

type Practice = EntryOf<'services'>['practices'][number];

/** Builds the views for one region; `entries` collects what its section reads. */
export class Views {
  readonly entries = new Set<Entry>();
  readonly #catalog: Catalog;
  readonly #asOf: string | undefined;

  constructor(catalog: Catalog, asOf: string | undefined) {
    this.#catalog = catalog;
    this.#asOf = asOf;
  }

  service(entry: Entry<'services'>): View<'service'> {
    const { value } = this.#touch(entry);
    const model = value.permissionModel;
    return lazily(
      {
        id: entry.id,
        title: value.title,
        principal: value.principal,
        signingName: value.signingName,
        permissionModel: model && { ...model, effective: model.effective },
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
    const { value } = this.#touch(entry);
    return { id: entry.id, ...value };
  }

  statement(entry: Entry<'statements'>): View<'statement'> {
    const { value, file } = this.#touch(entry);
    const node = file.document.getIn(['statements', entry.id], true);
    return {
      id: entry.id,
      sid: value.Sid,
      json: statementText({ node: node as never, file, id: entry.id }),
    };
  }

  role(entry: Entry<'roles'>): View<'role'> {
    const { value } = this.#touch(entry);
    const { id } = entry;
    const { name, title, summary, intro, meaning } = value;
    return lazily(
      { id, name, title, summary, intro, meaning: wholeText(meaning) },
      {
        permissions: () => {
          const policy = this.#policy(entry, 'permissions');
          if (policy) return policy;
          throw new Refusal(
            `the role ${id} has no permissions policy`,
            'add policies.permissions to the role, or name another role or kind of policy',
          );
        },
        trust: () => this.#policy(entry, 'trust'),
        boundary: () => this.#policy(entry, 'boundary'),
        ownBoundary: () =>
          value.policies.boundary?.arn === undefined ? this.#policy(entry, 'boundary') : undefined,
        boundaryArn: () => value.policies.boundary?.arn,
        claims: () =>
          value.claims.map((claim, index) =>
            claimView(claim, {
              number: index + 1,
              contextsOf: (scenario) =>
                this.#find('scenarios', scenario, (found) => this.#touch(found).value),
              sidOf: (one) =>
                this.#find('statements', one, (found) => this.#touch(found).value.Sid),
              roleName: (one) => this.#find('roles', one, (found) => this.#touch(found).value.name),
            }),
          ),
      },
    );
  }

  error(entry: Entry<'errors'>): View<'error'> {
    const { value } = this.#touch(entry);
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
    const policy = this.#catalog.policy(role, kind);
    if (!policy) return undefined;
    const { fileName, arn, statements } = policy;
    return lazily(
      {
        kind: policy.kind,
        file: fileName,
        url: `file://${fileName}`,
        name: fileName.replace(/\.[a-z]+$/, ''),
        arn,
      },
      {
        // Printing only the name does not make a region depend on the shared statements.
        json: () => {
          for (const { id } of statements)
            this.#find('statements', id, (entry) => this.#touch(entry));
          return policyText(statements);
        },
      },
    );
  }

  #actions(service: string, removed?: boolean): View<'action'>[] {
    return this.#catalog
      .all('actions')
      .filter((action) => action.id.startsWith(`${service}:`))
      .filter(
        (action) =>
          removed === undefined || isRemoved(action.value.removed, this.#asOf) === removed,
      )
      .map((action) => {
        const {
          summary,
          introduced,
          deprecated,
          removed: gone,
          replacedBy,
          source,
        } = this.#touch(action).value;
        return {
          id: action.id,
          summary,
          introduced,
          deprecated,
          removed: gone,
          replacedBy,
          source,
        };
      });
  }

  #find<K extends Kind, T>(
    kind: K,
    id: string | undefined,
    view: (entry: Entry<K>) => T,
  ): T | undefined {
    const entry = id === undefined ? undefined : this.#catalog.get(kind, id);
    return entry && view(entry);
  }

  #touch<E extends Entry>(entry: E): E {
    this.entries.add(entry);
    return entry;
  }
}

/**
 * Adds fields that are computed only when a template reads them, since things refer to each other
 * in cycles.
 */
function lazily<T extends object, L extends object>(
  eager: T,
  fields: { readonly [F in keyof L]: () => L[F] },
): T & L {
  for (const [name, get] of Object.entries(fields)) {
    Object.defineProperty(eager, name, { enumerable: true, get: get as () => unknown });
  }
  return eager as T & L;
}

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
