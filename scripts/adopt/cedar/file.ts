/** The data file of an adopted set of Cedar policies, as text. */
import { Document, Scalar, YAMLMap, YAMLSeq } from 'yaml';

import { actionsOf, entityIn } from '../../cedar/scope.ts';
import type { CedarContent } from './content.ts';
import type { CedarDrafts } from './claims.ts';
import { slug } from '../names.ts';

interface CedarText {
  readonly names: { readonly id: string; readonly title: string };
  readonly policies: readonly {
    readonly id: string;
    readonly text: string;
    readonly say: string | undefined;
  }[];
  readonly entities: readonly object[];
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The Cedar schema; undefined if the policies are ToolHive’s. */
  readonly schema: string | undefined;
  readonly placeholders: ReadonlyMap<string, string>;
  readonly drafts?: CedarDrafts;
  /** The path to the JSON Schema, from the file's own folder, if there is one. */
  readonly jsonSchema: string | undefined;
}

export function cedarFile({
  names,
  policies,
  entities,
  configuration,
  schema,
  placeholders,
  drafts,
  jsonSchema,
}: CedarText): string {
  const document = new Document({
    cedar: {
      [names.id]: {
        title: names.title,
        ...(schema === undefined ? {} : { model: 'schema', schema: lines(schema) }),
        policies: policies.map(({ id, text, say }) => ({
          id,
          ...(say === undefined ? {} : { say: lines(say) }),
          policy: lines(text),
        })),
        ...(entities.length > 0 ? { entities: entities.map(inFlow) } : {}),
        ...(Object.keys(configuration).length > 0 ? { configuration } : {}),
      },
    },
    ...(placeholders.size > 0 ? { placeholders: Object.fromEntries(placeholders) } : {}),
  });
  const set = document.getIn(['cedar', names.id]);
  const declared = document.get('placeholders');
  if (declared instanceof YAMLMap)
    declared.commentBefore = ' Examples for validation and proof; pages keep the placeholders.';
  if (drafts && set instanceof YAMLMap) addClaims(document, set, drafts);
  if (jsonSchema !== undefined)
    document.commentBefore = ` yaml-language-server: $schema=${jsonSchema}`;
  return document.toString({ lineWidth: 0 }).replace(/^(#[^\n]*\n)\n/, '$1');
}

function addClaims(
  document: Document,
  set: YAMLMap,
  { claims, without, byNumbers }: CedarDrafts,
): void {
  const missing = [
    ...without.map(
      (id) => ` No request was found that shows what ${id} does; write a claim for it.`,
    ),
    ...byNumbers.map(
      (id) =>
        ` What ${id} does depends on whether ToolHive makes Longs or decimals of whole numbers;\n say what yours does with \`numbers\`, and write a claim for it.`,
    ),
  ];
  if (claims.length === 0) {
    set.comment = missing.join('\n');
    return;
  }
  const list = document.createNode(
    claims.map(({ say, requests, expect, by }) => ({
      say,
      requests: requests.map((request) =>
        Object.fromEntries(
          Object.entries(request)
            .filter(([, value]) => Object.keys(value as object).length > 0)
            .map(([key, value]) => [key, inFlow(withoutEmpty(value))]),
        ),
      ),
      expect,
      ...(by === undefined ? {} : { by }),
    })),
  ) as YAMLSeq;
  list.commentBefore = [
    ' Drafted by `permadocs adopt`: each sentence says only what was tested.',
    ' Reword them, and add claims that your readers rely on.',
    ...missing,
  ].join('\n');
  set.set('claims', list);
}

/** `{ entity, attributes, in }` without those that say nothing. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('entity' in value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => Object.keys(one as object).length > 0),
  );
}

/** Lines stay lines. */
function lines(text: string): Scalar | string {
  if (!text.includes('\n')) return text;
  const scalar = new Scalar(text);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

/** Puts lists and maps on one line; keeps strings as they are. */
function inFlow(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const node = new Document(value).contents as unknown as YAMLSeq | YAMLMap;
  node.flow = true;
  return node;
}

/** An id for each policy: its `@id`, or what it permits or forbids. */
export function policyIds(policies: CedarContent['policies']): string[] {
  const taken = new Set<string>();
  return policies.map(({ policy: { json } }) => {
    const { effect, resource, principal } = json;
    const entity = [resource, principal].flatMap((one) => {
      const inside = 'in' in one ? one.in : one;
      if (!inside || !('entity' in inside)) return [];
      return [(entityIn(inside.entity) ?? (inside.entity as { id: string })).id];
    })[0];
    const base =
      slug(json.annotations?.['id'] ?? '') ||
      slug(
        `${effect} ${actionsOf(json).length === 1 ? (actionsOf(json)[0]?.id ?? '') : ''} ${entity ?? ''}`,
      );
    let id = base;
    for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
    taken.add(id);
    return id;
  });
}
