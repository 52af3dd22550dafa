/** The catalog as templates see it. Whatever is looked at is remembered as feeding the region. */
import type { Catalog, Entry, ResolvedPolicy } from './catalog.ts';
import { policyText, statementText } from './policy-text.ts';
import { isRemoved } from './references.ts';
import type { View } from './shapes.ts';

/** Builds views for one region; `feeds` collects the data files that it rests on. */
export class Views {
  readonly feeds = new Set<string>();
  readonly #catalog: Catalog;
  readonly #asOf: string | undefined;

  constructor(catalog: Catalog, asOf: string | undefined) {
    this.#catalog = catalog;
    this.#asOf = asOf;
  }

  service(entry: Entry<'services'>): View<'service'> {
    const { value } = this.#touch(entry);
    const views = this;
    const model = value.permissionModel;
    return {
      id: entry.id,
      title: value.title,
      principal: value.principal,
      signingName: value.signingName,
      permissionModel: model && { ...model, effective: model.effective },
      get actions() {
        return views.#actions(entry.id);
      },
      get actionsInForce() {
        return views.#actions(entry.id, false);
      },
      get removedActions() {
        return views.#actions(entry.id, true);
      },
      get conditionKeys() {
        return views.conditionKeys(entry.id);
      },
      get practices() {
        return value.practices.map((practice) => ({
          title: practice.title,
          body: practice.body,
          statement: views.#find('statements', practice.statement, (found) => views.statement(found)),
          compare: views.#find('statements', practice.compare, (found) => views.statement(found)),
          key: views.#find('conditionKeys', practice.key, (found) => views.conditionKey(found)),
          after: practice.after,
        }));
      },
      get errors() {
        return views.#catalog
          .all('errors')
          .filter((error) => error.value.service === entry.id)
          .map((error) => views.error(error));
      },
    };
  }

  /** The keys that concern a service: those that name it and those that name none. */
  conditionKeys(service?: string): View<'conditionKey'>[] {
    return this.#catalog
      .all('conditionKeys')
      .filter(({ value }) => service === undefined || value.services.length === 0 || value.services.includes(service))
      .map((key) => this.conditionKey(key));
  }

  conditionKey(entry: Entry<'conditionKeys'>): View<'conditionKey'> {
    const { value } = this.#touch(entry);
    return { id: entry.id, ...value };
  }

  statement(entry: Entry<'statements'>): View<'statement'> {
    const { value, file } = this.#touch(entry);
    const node = file.document.getIn(['statements', entry.id], true);
    return { id: entry.id, sid: value.Sid, json: statementText({ node: node as never, file, id: entry.id }) };
  }

  role(entry: Entry<'roles'>): View<'role'> {
    const { value } = this.#touch(entry);
    const views = this;
    return {
      id: entry.id,
      name: value.name,
      title: value.title,
      summary: value.summary,
      intro: value.intro,
      meaning: value.meaning,
      get permissions() {
        const policy = views.#catalog.policy(entry, 'permissions');
        if (!policy) throw new Error(`the schema lets no role be without permissions: ${entry.id}`);
        return views.#policy(policy);
      },
      get trust() {
        const policy = views.#catalog.policy(entry, 'trust');
        return policy && views.#policy(policy);
      },
      get boundary() {
        const policy = views.#catalog.policy(entry, 'boundary');
        return policy && views.#policy(policy);
      },
    };
  }

  error(entry: Entry<'errors'>): View<'error'> {
    const { value } = this.#touch(entry);
    const views = this;
    return {
      id: entry.id,
      title: value.title ?? value.message,
      message: value.message,
      get service() {
        const service = views.#catalog.get('services', value.service);
        if (!service) throw new Error(`an unknown service is refused before: ${value.service}`);
        return views.service(service);
      },
      get role() {
        return views.#find('roles', value.role, (found) => views.role(found));
      },
      action: value.action,
      intro: value.intro,
      causes: value.causes,
      checks: value.checks,
      command: value.command,
      after: value.after,
    };
  }

  #policy(policy: ResolvedPolicy): View<'policy'> {
    for (const statement of policy.statements) this.feeds.add(statement.file.source.file);
    return {
      kind: policy.kind,
      file: policy.fileName,
      name: policy.fileName.replace(/\.[a-z]+$/, ''),
      arn: policy.arn,
      json: policyText(policy.statements),
    };
  }

  #actions(service: string, removed?: boolean): View<'action'>[] {
    return this.#catalog
      .all('actions')
      .filter((action) => action.id.startsWith(`${service}:`))
      .filter((action) => removed === undefined || isRemoved(action.value.removed, this.#asOf) === removed)
      .map((action) => {
        const { summary, introduced, deprecated, removed: gone, replacedBy, source } = this.#touch(action).value;
        return { id: action.id, summary, introduced, deprecated, removed: gone, replacedBy, source };
      });
  }

  #find<K extends 'statements' | 'conditionKeys' | 'roles', T>(kind: K, id: string | undefined, view: (entry: Entry<K>) => T): T | undefined {
    const entry = id === undefined ? undefined : this.#catalog.get(kind, id);
    return entry && view(entry);
  }

  #touch<E extends Entry>(entry: E): E {
    this.feeds.add(entry.file.source.file);
    return entry;
  }
}
