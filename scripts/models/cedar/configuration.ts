/** A configuration of ToolHive: what is known beside its policies, and what is wrong with the rest of it. */
import { isMap, isSeq, type Node, parseDocument } from 'yaml';

import type { Surroundings } from '../../cedar/check.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import { remadeIn } from '../../cedar/remade.ts';
import { TOOLHIVE } from '../../cedar/toolhive.ts';
import type { FenceBlock } from '../../reading/blocks.ts';
import type { CedarConfiguration, CedarEntities, CedarSet } from '../../reading/cedar.ts';
import { checkJson } from '../../reading/strict-json.ts';
import type { Finding } from '../lint.ts';

/** The text that holds a configuration: a fence, or a file. */
export type Printed = Pick<FenceBlock, 'text' | 'toPage' | 'isDiff'>;

/** What is known beside the policies of a configuration. */
export function surroundingsIn(
  engine: CedarEngine,
  { entities, groupType }: CedarConfiguration,
): Surroundings {
  const read = entitiesIn(entities?.text ?? '[]');
  return {
    engine,
    model: TOOLHIVE,
    entities: read && {
      ...read,
      types: groupType === undefined ? read.types : [...read.types, groupType],
    },
  };
}

/** Undefined if nobody can tell what is in them. */
function entitiesIn(text: string): NonNullable<Surroundings['entities']> | undefined {
  try {
    const list = (JSON.parse(text === '' ? '[]' : text) ?? []) as {
      uid?: unknown;
      attrs?: object;
      parents?: { type?: string }[];
    }[];
    const typeOf = (uid: unknown): string[] =>
      typeof uid === 'string'
        ? [uid.split('::')[0] ?? '']
        : [(uid as { type?: string } | undefined)?.type ?? ''];
    return {
      types: list.flatMap(({ uid, parents = [] }) => [
        ...typeOf(uid),
        ...parents.flatMap((parent) => typeOf(parent)),
      ]),
      attributes: list.flatMap(({ attrs = {} }) => Object.keys(attrs)),
    };
  } catch {
    return undefined;
  }
}

/** What is wrong with a configuration beside its policies. */
export function configurationFindings(fence: Printed, { configuration }: CedarSet): Finding[] {
  if (!configuration) return [];
  const { json, entities } = configuration;
  const findings: Finding[] = [];
  const error = json && !fence.isDiff ? errorOfJson(fence.text.slice(0, json.end), json.start) : 0;
  if (typeof error === 'object')
    findings.push({
      code: 'cedar/invalid-configuration',
      range: { start: fence.toPage(error.start), end: fence.toPage(error.end - 1) + 1 },
      message: `the configuration is not valid JSON: ${error.message}`,
      hint: error.hint,
    });
  const wrong = entities && wrongUid(entities.text);
  if (entities && wrong === undefined) findings.push(...entitiesInVain(fence, entities));
  if (entities && wrong !== undefined)
    findings.push({
      code: 'cedar/invalid-entities',
      range: { start: fence.toPage(entities.range.start), end: fence.toPage(entities.range.end) },
      message: `Cedar does not load these entities: a \`uid\` is an object, not the text "${wrong}"`,
      hint: `write "uid": ${uidOf(wrong)}`,
    });
  return findings;
}

/** What is not valid in the JSON from `start` on, unless it leaves something out. */
function errorOfJson(text: string, start: number): ReturnType<typeof checkJson> {
  const document = text.slice(start);
  if (/\.\.\.|…|\/\/|\/\*/.test(document.replace(/"(?:[^"\\]|\\[^])*"/g, ''))) return 0;
  return checkJson(text, start + document.search(/\S/));
}

/** Entities that ToolHive makes anew with each request. */
function entitiesInVain(fence: Printed, { text, toFence }: CedarEntities): Finding[] {
  const found = remadeIn(listIn(text), TOOLHIVE);
  if (found.length === 0) return [];
  const { contents } = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
  return found.flatMap(({ index, ...words }) => {
    const item = isSeq(contents) ? contents.items[index] : undefined;
    const uid = isMap(item) ? item.get('uid', true) : undefined;
    const range = (uid as Node | undefined)?.range;
    if (!range) return [];
    const place = {
      start: fence.toPage(toFence(range[0])),
      end: fence.toPage(toFence(range[1] - 1)) + 1,
    };
    return [{ code: 'cedar/entity-replaced' as const, range: place, ...words }];
  });
}

/** The first id of an entity that is written as a text. */
function wrongUid(text: string): string | undefined {
  for (const { uid } of listIn(text)) if (typeof uid === 'string') return uid;
  return undefined;
}

/** The entities, if they are JSON. */
function listIn(text: string): readonly { readonly uid?: unknown }[] {
  try {
    const list = JSON.parse(text) as unknown;
    const isList =
      Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null);
    return isList ? (list as { readonly uid?: unknown }[]) : [];
  } catch {
    return [];
  }
}

function uidOf(written: string): string {
  const at = written.lastIndexOf('::');
  const id = written.slice(at + 2).replaceAll('"', '');
  return `{ "type": "${written.slice(0, at)}", "id": "${id}" }`;
}
