/** The contents of all data files, merged into maps by id. Each entry knows its file. */
import type { YAMLMap } from 'yaml';

import { memo } from '../memo.ts';
import { type Problem, problemAt, problemOfFile } from '../problems/problem.ts';
import {
  dataFileSchema,
  type EntryOf,
  type Kind,
  KINDS,
  type PolicyPart,
  type RolePolicyKind,
  type SameAsData,
  type StatementData,
} from './schema/index.ts';
import { contextsIn } from './schema/scenario.ts';
import type { PlacedStatement } from './placed-statement.ts';
import {
  NOTHING_SHIPPED,
  pathKey,
  type RequiredAction,
  type ShippedOfHolder,
  shipHolder,
  type Shipping,
} from './shipped.ts';
import type { Range, Source } from '../problems/source.ts';
import { type PolicyInData, policiesInData } from './written-policies.ts';
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

/** A policy with every `use` and `from` resolved. */
export interface ResolvedPolicy {
  readonly kind: PolicyPart;
  /** What decisions call it: unique among the policies of its holder. */
  readonly name: string;
  readonly fileName: string;
  /** Whether the data name the file; otherwise its name follows the id. */
  readonly hasOwnFile: boolean;
  /** Where it is in its entry. */
  readonly path: Path;
  /** Whether it comes from elsewhere as a whole: it is a shared statement, or one that ships. */
  readonly isWhole: boolean;
  readonly arn: string | undefined;
  /** The policy that it is to have the same access as; {@link Catalog.sameAs} has its statements. */
  readonly sameAs: SameAsData | undefined;
  /** The JSON file that is made from it. */
  readonly writes: string | undefined;
  /** Its `Id`, as the file that ships states it. */
  readonly policyId: string | undefined;
  readonly statements: readonly PlacedStatement[];
}

/** A managed policy of a role. */
interface ManagedPolicy {
  readonly arn: string;
  /** What it says; undefined if that was not given, or could not be read. */
  readonly statements: readonly PlacedStatement[] | undefined;
}

export class Catalog {
  readonly #entries: Entries;
  readonly #sorted: Map<Kind, readonly Entry[]>;
  readonly #shipped: Map<Entry, ShippedOfHolder>;
  readonly #unread: Source[];

  /** Empty, or with the entries of another. */
  constructor(other?: Catalog) {
    this.#entries = other
      ? other.#entries
      : (Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as unknown as Entries);
    this.#sorted = other ? other.#sorted : new Map<Kind, readonly Entry[]>();
    this.#shipped = other ? other.#shipped : new Map<Entry, ShippedOfHolder>();
    this.#unread = other ? other.#unread : [];
  }

  /** Notes a file that has problems, so that none of its entries are here. */
  leaveOut(source: Source): void {
    this.#unread.push(source);
  }

  /** Whether a file that was left out may define a name: then nobody can say that it is missing. */
  mayLack(name: string): boolean {
    return this.#unread.some(
      ({ unreadable, text }) => unreadable !== undefined || text.includes(name),
    );
  }

  /** Adds an entry, unless there is one of its kind and id: then that one is returned. */
  add(entry: Entry): Entry | undefined {
    const entries = this.#entries[entry.kind] as Map<string, Entry>;
    const earlier = entries.get(entry.id);
    if (!earlier) entries.set(entry.id, entry);
    return earlier;
  }

  get<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    return (this.#entries[kind] as Map<string, Entry<K>>).get(id);
  }

  /** All entries of a kind, sorted by id, so that the order of files never matters. */
  all<K extends Kind>(kind: K): readonly Entry<K>[] {
    const map = this.#entries[kind] as Map<string, Entry<K>>;
    const earlier = this.#sorted.get(kind) as readonly Entry<K>[] | undefined;
    if (earlier?.length === map.size) return earlier;
    const sorted = [...map.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#sorted.set(kind, sorted);
    return sorted;
  }

  ids(kind: Kind): string[] {
    return [...this.#entries[kind].keys()].toSorted();
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
    return policiesInData(holder.value).map((one) => this.#resolved(holder, one));
  }

  /** The managed policies that are attached to a role. */
  managedPolicies(role: Entry<'roles'>): readonly ManagedPolicy[] {
    return (role.value.policies.managed ?? []).map(({ arn, document }, at) => {
      const path: Path = ['policies', 'managed', at, 'document'];
      const written = typeof document === 'object' ? document.statements : undefined;
      const statements = written
        ? this.#statements(role, path, written)
        : this.#shippedAt(role, path);
      return { arn, statements };
    });
  }

  /** The policy that one with `sameAs` is to have the same access as; undefined without it. */
  sameAs(holder: Holder, policyPath: Path): readonly PlacedStatement[] | undefined {
    return this.#shippedAt(holder, [...policyPath, 'sameAs']);
  }

  /** What the code of a role needs, in the order of `requires`, then by place. */
  required(role: Entry<'roles'>): readonly RequiredAction[] {
    return this.#shipped.get(role)?.required ?? [];
  }

  /** What an entry takes from files that ship; undefined for kinds that take nothing. */
  shippedOf(entry: Entry): ShippedOfHolder | undefined {
    return this.#shipped.get(entry);
  }

  /** The files that an entry is made from: its own, and those that ship and it takes a policy from. */
  filesOf(entry: Entry): readonly string[] {
    return [entry.file.source.file, ...(this.#shipped.get(entry)?.files ?? [])];
  }

  /** Reads what roles and policies take from files that ship. */
  ship(shipping: Shipping): Problem[] {
    return [...this.all('roles'), ...this.all('policies')].flatMap((holder) => {
      const { problems, ...shipped } = shipHolder(holder, shipping);
      this.#shipped.set(holder, shipped);
      return problems;
    });
  }

  #resolved(holder: Holder, { kind, path, data, index, isOnly }: PolicyInData): ResolvedPolicy {
    const { id } = holder;
    const many = index === 0 ? '' : `-${index + 1}`;
    const standardFile = kind === 'own' ? `${id}.json` : `${id}-${kind}${many}.json`;
    const only = kind === 'own' ? id : kind;
    const { use, from, file, arn, sameAs, writes } = data;
    const place: Path = [holder.kind, holder.id, ...path];
    const shared = use === undefined ? undefined : this.#statement(holder.file, place, use);
    const whole = from === undefined ? shared && [shared] : this.#shippedAt(holder, path);
    return {
      kind,
      name: isOnly ? only : (file ?? standardFile),
      fileName: file ?? standardFile,
      hasOwnFile: file !== undefined,
      path,
      isWhole: use !== undefined || from !== undefined,
      arn,
      sameAs,
      writes,
      policyId: this.#shipped.get(holder)?.policyIds.get(pathKey(path)),
      statements: whole ?? this.#statements(holder, path, data.statements ?? []),
    };
  }

  #shippedAt(holder: Holder, path: Path): readonly PlacedStatement[] | undefined {
    return this.#shipped.get(holder)?.statements.get(pathKey(path));
  }

  /** `path` is that of the map with `statements`, in the entry. */
  #statements(holder: Holder, path: Path, data: readonly StatementData[]): PlacedStatement[] {
    return data.flatMap(({ use, from }, index) => {
      const within: Path = [...path, 'statements', index];
      if (from !== undefined) return this.#shippedAt(holder, within) ?? [];
      return this.#statement(holder.file, [holder.kind, holder.id, ...within], use) ?? [];
    });
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
 * Parses and merges the data files, and reads what they take from files that ship. An id that is
 * defined twice is a problem that mentions both places.
 */
export function loadCatalog(
  sources: readonly Source[],
  shipping: Shipping = NOTHING_SHIPPED,
): { catalog: Catalog; problems: Problem[] } {
  const catalog = new Catalog();
  const problems: Problem[] = [];
  for (const source of sources) {
    if (source.unreadable !== undefined) {
      problems.push(problemOfFile('data/unreadable', source.file, { message: source.unreadable }));
      catalog.leaveOut(source);
      continue;
    }
    const read = readDataFile(source);
    problems.push(...read.problems);
    if (!read.file || !read.value) {
      catalog.leaveOut(source);
      continue;
    }
    for (const kind of KINDS) {
      for (const [id, value] of Object.entries(read.value[kind] ?? {})) {
        const entry = { kind, id, value, file: read.file } as Entry;
        const earlier = catalog.add(entry);
        if (earlier) problems.push(duplicate(earlier, entry));
      }
    }
  }
  problems.push(...catalog.ship(shipping));
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
