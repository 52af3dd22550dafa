/** The contents of all data files, merged into maps by id. Each entry knows its file. */
import type { YAMLMap } from 'yaml';

import { memo } from '../memo.ts';
import { type Problem, problemAt, problemOfFile } from '../problems/problem.ts';
import {
  dataFileSchema,
  type EntryOf,
  type Kind,
  KINDS,
  type PolicyData,
  type PolicyPart,
  ROLE_POLICY_KINDS,
  type RolePolicyKind,
  type StatementData,
} from './schema/index.ts';
import { contextsIn } from './schema/scenario.ts';
import type { Range, Source } from '../problems/source.ts';
import { isDocument, type PlacedStatement, readDocument } from './policy-document.ts';
import { readYaml } from './yaml-file.ts';
import { keyRangeOf, nodeAt, type Path, rangeOf, type YamlFile } from './yaml-places.ts';

export interface Entry<K extends Kind = Kind> {
  readonly kind: K;
  readonly id: string;
  readonly value: EntryOf<K>;
  readonly file: YamlFile;
}

type Entries = { readonly [K in Kind]: Map<string, Entry<K>> };

/** An entry that has policies, and claims about them. */
export type Holder = Entry<'roles'> | Entry<'policies'>;

/** A policy with every `use` resolved. */
export interface ResolvedPolicy {
  readonly kind: PolicyPart;
  /** What decisions call it: unique among the policies of its holder. */
  readonly name: string;
  readonly fileName: string;
  /** Whether the data name the file; otherwise its name follows the id. */
  readonly hasOwnFile: boolean;
  /** Where it is in its entry. */
  readonly path: Path;
  /** Whether it is a shared statement as a whole. */
  readonly isShared: boolean;
  readonly arn: string | undefined;
  readonly statements: readonly PlacedStatement[];
}

/** A managed policy of a role. */
interface ManagedPolicy {
  readonly arn: string;
  /** What it says; undefined if that was not given. */
  readonly statements: readonly PlacedStatement[] | undefined;
}

export class Catalog {
  /** The statements of files that managed policies name, by file. */
  readonly documents = new Map<string, readonly PlacedStatement[]>();
  /** Such files that cannot be read, with the reason. */
  readonly unreadable = new Map<string, string>();
  readonly entries: Entries;
  readonly #sorted = new Map<Kind, readonly Entry[]>();

  constructor() {
    this.entries = Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as unknown as Entries;
  }

  get<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    return (this.entries[kind] as Map<string, Entry<K>>).get(id);
  }

  /** All entries of a kind, sorted by id, so that the order of files never matters. */
  all<K extends Kind>(kind: K): readonly Entry<K>[] {
    const map = this.entries[kind] as Map<string, Entry<K>>;
    const earlier = this.#sorted.get(kind) as readonly Entry<K>[] | undefined;
    if (earlier?.length === map.size) return earlier;
    const sorted = [...map.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#sorted.set(kind, sorted);
    return sorted;
  }

  ids(kind: Kind): string[] {
    return [...this.entries[kind].keys()].toSorted();
  }

  /** The contexts of a scenario; undefined without one. */
  contexts(scenario: string | undefined): ReturnType<typeof contextsIn> | undefined {
    const entry = scenario === undefined ? undefined : this.get('scenarios', scenario);
    return entry && contextsIn(entry.value);
  }

  /** A role's policy of a kind; undefined if the role does not have one. */
  policy(role: Entry<'roles'>, kind: RolePolicyKind): ResolvedPolicy | undefined {
    return this.policiesOf(role).find((policy) => policy.kind === kind);
  }

  /** The policies that a role or an entry of `policies` writes out: permissions, trust, boundary. */
  policiesOf(holder: Holder): readonly ResolvedPolicy[] {
    const { id, value } = holder;
    if (!('policies' in value)) return [this.#resolved(holder, 'own', id, `${id}.json`, [], value)];
    return ROLE_POLICY_KINDS.flatMap((kind) => {
      const data = value.policies[kind];
      if (!Array.isArray(data)) {
        const path = ['policies', kind];
        return data ? this.#resolved(holder, kind, kind, `${id}-${kind}.json`, path, data) : [];
      }
      return data.map((one: PolicyData, index) => {
        const standard = `${id}-${kind}${index === 0 ? '' : `-${index + 1}`}.json`;
        const name = data.length === 1 ? kind : (one.file ?? standard);
        return this.#resolved(holder, kind, name, standard, ['policies', kind, index], one);
      });
    });
  }

  /** The managed policies that are attached to a role. */
  managedPolicies(role: Entry<'roles'>): readonly ManagedPolicy[] {
    return (role.value.policies.managed ?? []).map(({ arn, document }, at) => {
      if (document === undefined) return { arn, statements: undefined };
      if (typeof document === 'string') return { arn, statements: this.documents.get(document) };
      const path = ['roles', role.id, 'policies', 'managed', at, 'document', 'statements'];
      return { arn, statements: this.#statements(role.file, path, document.statements) };
    });
  }

  #resolved(
    holder: Holder,
    kind: PolicyPart,
    name: string,
    standardFile: string,
    path: Path,
    data: PolicyData,
  ): ResolvedPolicy {
    const place: Path = [holder.kind, holder.id, ...path];
    const { use, file, arn } = data;
    const shared = use === undefined ? undefined : this.#statement(holder.file, place, use);
    return {
      kind,
      name,
      fileName: file ?? standardFile,
      hasOwnFile: file !== undefined,
      path,
      isShared: use !== undefined,
      arn,
      statements:
        use === undefined
          ? this.#statements(holder.file, [...place, 'statements'], data.statements ?? [])
          : shared
            ? [shared]
            : [],
    };
  }

  #statements(file: YamlFile, path: Path, data: readonly StatementData[]): PlacedStatement[] {
    return data.flatMap(({ use }, index) => this.#statement(file, [...path, index], use) ?? []);
  }

  #statement(file: YamlFile, path: Path, use: string | undefined): PlacedStatement | undefined {
    const shared = use === undefined ? undefined : this.get('statements', use);
    if (use !== undefined && !shared) return undefined;
    const node = shared ? nodeAt(shared.file, ['statements', shared.id]) : nodeAt(file, path);
    return { node: node as YAMLMap, file: shared?.file ?? file, id: shared?.id };
  }
}

/** All entries of all kinds, in the order of the kinds, then by id. */
export const allEntries = (catalog: Catalog): Entry[] =>
  KINDS.flatMap((kind) => catalog.all(kind) as readonly Entry[]);

/** The range of a value in an entry. */
export function placeIn(entry: Entry, path: Path = []): Range {
  return rangeOf(entry.file, [entry.kind, entry.id, ...path]);
}

/**
 * `watch` builds often, and usually one file changes at a time: bench row “watch, one claim
 * edited”.
 */
const readings = memo<string, ReturnType<typeof readYaml<typeof dataFileSchema>>>(1000);

const readDataFile = (source: Source): ReturnType<typeof readYaml<typeof dataFileSchema>> =>
  readings(JSON.stringify([source.file, source.text]), () =>
    readYaml(source, dataFileSchema, { syntax: 'data/yaml', shape: 'data/invalid' }),
  );

/**
 * Parses and merges the data files, and reads the documents of managed policies among `sources`. An
 * id that is defined twice is a problem that mentions both places.
 */
export function loadCatalog(sources: readonly Source[]): { catalog: Catalog; problems: Problem[] } {
  const catalog = new Catalog();
  const problems: Problem[] = [];
  for (const source of sources) {
    if (isDocument(source.file)) {
      const read = readDocument(source);
      problems.push(...read.problems);
      if (read.statements) catalog.documents.set(source.file, read.statements);
      else if (source.unreadable !== undefined)
        catalog.unreadable.set(source.file, source.unreadable);
      continue;
    }
    if (source.unreadable !== undefined) {
      problems.push(problemOfFile('data/unreadable', source.file, { message: source.unreadable }));
      continue;
    }
    const read = readDataFile(source);
    problems.push(...read.problems);
    if (!read.file || !read.value) continue;
    for (const kind of KINDS) {
      for (const [id, value] of Object.entries(read.value[kind] ?? {})) {
        const entry = { kind, id, value, file: read.file } as Entry;
        const earlier = catalog.entries[kind].get(id);
        if (earlier) problems.push(duplicate(earlier, entry));
        else (catalog.entries[kind] as Map<string, Entry>).set(id, entry);
      }
    }
  }
  return { catalog, problems };
}

function duplicate(earlier: Entry, entry: Entry): Problem {
  const { source } = earlier.file;
  const first = source.position(keyRangeOf(earlier.file, [earlier.kind, earlier.id]).start);
  return problemAt(
    'data/duplicate-id',
    entry.file.source,
    keyRangeOf(entry.file, [entry.kind, entry.id]),
    {
      message: `\`${entry.id}\` in ${entry.kind} is already defined at ${source.file}:${first.line}:${first.column}`,
      hint: 'rename one of the two, or remove the copy',
    },
  );
}
