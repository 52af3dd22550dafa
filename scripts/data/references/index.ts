/** What data files say of each other: ids that must exist, placeholders, links, removed actions. */
import { isMap, isScalar, isSeq, visit } from 'yaml';

import { type Catalog, type Entry, placeIn } from '../catalog.ts';
import type { Code } from '../../problems/codes.ts';
import { Markdown } from '../../markdown/markdown.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import { type Kind, KINDS, type PolicyKind } from '../schema/index.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import type { Path, YamlFile } from '../yaml-places.ts';

export interface ReferenceOptions {
  /** The day whose facts hold; undefined: every recorded date is in force. */
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** Does the workspace have this file? Relative to the root. */
  readonly exists: (path: string) => boolean;
}

const PLACEHOLDER = /<[A-Z][A-Z0-9_]*>/g;

export function checkReferences(catalog: Catalog, options: ReferenceOptions): Problem[] {
  return [
    ...checkIds(catalog),
    ...checkStatements(catalog),
    ...checkPlaceholders(catalog, options.placeholders),
    ...checkLinks(catalog, options.exists),
    ...checkRemovedActions(catalog, options.asOf),
  ];
}

/** Is an action removed on the day `asOf`? Without a day every recorded removal is in force. */
export function isRemoved(removed: string | undefined, asOf: string | undefined): boolean {
  return removed !== undefined && (asOf === undefined || removed <= asOf);
}

function checkIds(catalog: Catalog): Problem[] {
  const problems: Problem[] = [];
  const refer = (
    entry: Entry,
    path: Path,
    kind: Kind,
    id: string | undefined,
    code: Code,
  ): void => {
    if (id === undefined || catalog.get(kind, id)) return;
    problems.push(
      problemAt(code, entry.file.source, placeIn(entry, path), {
        message: `\`${id}\` is not among the ${kind}`,
        hint: didYouMean(id, catalog.ids(kind)) ?? knownIds(catalog, kind),
      }),
    );
  };
  for (const role of catalog.all('roles')) {
    for (const kind of ['permissions', 'trust', 'boundary'] as const) {
      const policy = role.value.policies[kind];
      refer(role, ['policies', kind, 'use'], 'statements', policy?.use, 'data/unknown-statement');
      for (const [index, statement] of (policy?.statements ?? []).entries()) {
        refer(
          role,
          ['policies', kind, 'statements', index, 'use'],
          'statements',
          statement.use,
          'data/unknown-statement',
        );
      }
    }
    for (const [index, claim] of role.value.claims.entries()) {
      const at = ['claims', index];
      refer(role, [...at, 'scenario'], 'scenarios', claim.scenario, 'data/unknown-scenario');
      for (const id of [claim.alsoAttached ?? []].flat()) {
        refer(role, [...at, 'alsoAttached'], 'statements', id, 'data/unknown-statement');
      }
    }
  }
  for (const error of catalog.all('errors')) {
    refer(error, ['service'], 'services', error.value.service, 'data/unknown-service');
    refer(error, ['role'], 'roles', error.value.role, 'data/unknown-role');
  }
  for (const key of catalog.all('conditionKeys')) {
    for (const [index, id] of key.value.services.entries()) {
      refer(key, ['services', index], 'services', id, 'data/unknown-service');
    }
  }
  for (const service of catalog.all('services')) {
    for (const [index, id] of service.value.order.entries()) {
      if (['actions', 'conditionKeys', 'errors'].some((kind) => catalog.get(kind as Kind, id)))
        continue;
      refer(service, ['order', index], 'errors', id, 'data/unknown-error');
    }
    for (const [index, practice] of service.value.practices.entries()) {
      const at = ['practices', index];
      refer(
        service,
        [...at, 'statement'],
        'statements',
        practice.statement,
        'data/unknown-statement',
      );
      refer(service, [...at, 'compare'], 'statements', practice.compare, 'data/unknown-statement');
      refer(service, [...at, 'key'], 'conditionKeys', practice.key, 'data/unknown-condition-key');
    }
  }
  return problems;
}

function knownIds(catalog: Catalog, kind: Kind): string {
  const ids = catalog.ids(kind);
  return ids.length > 0 ? `${kind} are: ${ids.join(', ')}` : `no data file defines any ${kind}`;
}

/** A statement is either `use` or IAM elements; numbers that are names must be quoted. */
function checkStatements(catalog: Catalog): Problem[] {
  const problems: Problem[] = [];
  const check = (entry: Entry, path: Path, value: object): void => {
    const elements = Object.keys(value);
    if ('use' in value && elements.length > 1) {
      problems.push(
        problemAt('data/invalid', entry.file.source, placeIn(entry, path), {
          message: '`use` stands with other elements of a statement',
          hint: 'keep `use` alone, or write the statement out',
        }),
      );
    }
    if (!('use' in value) && !('Effect' in value)) {
      problems.push(
        problemAt('data/invalid', entry.file.source, placeIn(entry, path), {
          message: 'the statement has no `Effect`',
          hint: 'write `Effect: Allow` or `Effect: Deny`, or refer to a shared statement with `use`',
        }),
      );
    }
  };
  for (const role of catalog.all('roles')) {
    for (const kind of ['permissions', 'trust', 'boundary'] as const satisfies PolicyKind[]) {
      for (const [index, statement] of (role.value.policies[kind]?.statements ?? []).entries()) {
        check(role, ['policies', kind, 'statements', index], statement);
      }
    }
  }
  for (const entry of catalog.all('statements')) {
    check(entry, [], entry.value);
    if (entry.value.use !== undefined) {
      problems.push(
        problemAt('data/invalid', entry.file.source, placeIn(entry, ['use']), {
          message: 'a shared statement cannot be another one’s `use`',
          hint: 'write the statement out',
        }),
      );
    }
  }
  for (const file of filesOf(catalog)) problems.push(...checkNumbers(file));
  return problems;
}

/** `Condition` values may be JSON numbers, but not where reading them changed what was written. */
function checkNumbers(file: YamlFile): Problem[] {
  const problems: Problem[] = [];
  visit(file.document, {
    Scalar(key, node) {
      if (
        key === 'key' ||
        typeof node.value !== 'number' ||
        !node.range ||
        node.source === undefined
      )
        return;
      const written = node.source;
      if (String(node.value) === written && !/^\d{12}$/.test(written)) return;
      problems.push(
        problemAt(
          'data/unquoted-number',
          file.source,
          { start: node.range[0], end: node.range[1] },
          {
            message: `\`${written}\` is a number to YAML, but looks like a name`,
            hint: `quote it: "${written}"`,
          },
        ),
      );
    },
  });
  return problems;
}

function checkPlaceholders(
  catalog: Catalog,
  configured: Readonly<Record<string, string>>,
): Problem[] {
  const declared = new Set([...catalog.ids('placeholders'), ...Object.keys(configured)]);
  const problems: Problem[] = [];
  const check = (file: YamlFile, path: Path): void => {
    const contents = file.document.getIn(path as unknown[], true);
    if (!isMap(contents) && !isSeq(contents)) return;
    visit(contents, {
      Scalar(_, node) {
        if (typeof node.value !== 'string' || !node.range) return;
        for (const [name] of node.value.matchAll(PLACEHOLDER)) {
          if (declared.has(name)) continue;
          problems.push(
            problemAt(
              'data/undeclared-placeholder',
              file.source,
              { start: node.range[0], end: node.range[1] },
              {
                message: `the placeholder ${name} is not declared, so the policy cannot be validated or proven`,
                hint:
                  didYouMean(name, [...declared]) ??
                  `declare it: placeholders: { "${name}": "an example value" }`,
              },
            ),
          );
        }
      },
    });
  };
  for (const role of catalog.all('roles')) {
    check(role.file, ['roles', role.id, 'policies']);
    check(role.file, ['roles', role.id, 'claims']);
  }
  for (const statement of catalog.all('statements'))
    check(statement.file, ['statements', statement.id]);
  for (const scenario of catalog.all('scenarios')) check(scenario.file, ['scenarios', scenario.id]);
  return problems;
}

/** Links in data are https, an anchor of the page, or a file of the workspace from its root. */
function checkLinks(catalog: Catalog, exists: (path: string) => boolean): Problem[] {
  const problems: Problem[] = [];
  for (const kind of KINDS) {
    for (const entry of catalog.all(kind)) {
      for (const { path, markdown } of markdownIn(entry.value)) {
        for (const link of markdown.links()) {
          const words = linkProblem(link, exists);
          if (words)
            problems.push(
              problemAt('data/bad-link', entry.file.source, placeIn(entry, path), words),
            );
        }
      }
    }
  }
  return problems;
}

function linkProblem(
  link: string,
  exists: (path: string) => boolean,
): { message: string; hint: string } | undefined {
  if (/^https:\/\/[^/]/.test(link) || link.startsWith('#')) return undefined;
  if (!link.startsWith('/') || link.startsWith('//')) {
    return {
      message: `the link ${link} is neither https:// nor a file from the root of the workspace`,
      hint: 'write /path/from/the/root.mdx; it is rendered relative to each page',
    };
  }
  const path = link.slice(1, link.search(/[#?]|$/));
  if (path.split('/').includes('..') || !exists(path)) {
    return {
      message: `the link ${link} leads to no file of the workspace`,
      hint: 'correct the path, or remove the link',
    };
  }
  return undefined;
}

function* markdownIn(
  value: unknown,
  path: Path = [],
): Generator<{ path: Path; markdown: Markdown }> {
  if (value instanceof Markdown) yield { path, markdown: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* markdownIn(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* markdownIn(item, [...path, key]);
  }
}

/** A policy must not rest on an action that is gone: it grants nothing, and a Deny stops nothing. */
function checkRemovedActions(catalog: Catalog, asOf: string | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const role of catalog.all('roles')) {
    for (const kind of ['permissions', 'trust', 'boundary'] as const satisfies PolicyKind[]) {
      for (const { node, file } of catalog.policy(role, kind)?.statements ?? []) {
        for (const element of ['Action', 'NotAction']) {
          const value: unknown = node.get(element, true);
          for (const item of isSeq(value) ? value.items : [value]) {
            if (!isScalar(item) || typeof item.value !== 'string' || !item.range) continue;
            const words = removedWords(catalog, item.value, asOf, role.id);
            if (words)
              problems.push(
                problemAt(
                  'data/removed-action',
                  file.source,
                  { start: item.range[0], end: item.range[1] },
                  words,
                ),
              );
          }
        }
      }
    }
  }
  return problems;
}

function removedWords(
  catalog: Catalog,
  pattern: string,
  asOf: string | undefined,
  role: string,
): { message: string; hint: string } | undefined {
  const [prefix = '', name = ''] = pattern.toLowerCase().split(':', 2);
  const ofService = catalog
    .all('actions')
    .filter((action) => action.id.toLowerCase().startsWith(`${prefix}:`));
  const gone = ofService.filter((action) => isRemoved(action.value.removed, asOf));
  const [match] =
    name.includes('*') && gone.length === ofService.length
      ? gone
      : gone.filter((action) => action.id.toLowerCase() === pattern.toLowerCase());
  if (!match) return undefined;
  const subject =
    match.id.toLowerCase() === pattern.toLowerCase()
      ? match.id
      : `every action that ${pattern} matches`;
  return {
    message: `${subject} was removed${match.value.removed ? ` on ${match.value.removed}` : ''}; the role ${role} still uses it`,
    hint: match.value.replacedBy?.source ?? 'remove it from the statement',
  };
}

function filesOf(catalog: Catalog): Set<YamlFile> {
  return new Set(KINDS.flatMap((kind) => catalog.all(kind).map((entry) => entry.file)));
}
