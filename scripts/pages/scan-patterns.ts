/** How the page scan (page-scan.ts) tells lines of Markdown apart by their beginnings. */
import { htmlRawNames } from 'micromark-util-html-tag-name';

import { COMMENT_LINE, type MarkerResult, parseMarker } from './marker.ts';
import type { Flavor } from '../markdown/page-tree.ts';

export const FENCE = /^(`{3,})[^`]*$|^(~{3,})/;
export const LIST_ITEM = /^(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$))+/;
export const DIRECTIVE = /^(:{3,})(?:[a-zA-Z][\w-]*(?:[ \t]+[^\s{[].*|\[[^\][]*\])?)?$/;
export const TAG_LINE =
  /^<(\/?)([a-zA-Z][\w.]*)(?:[ \t]+[a-zA-Z][\w-]*(?:="[^"<>{}]*")?)*[ \t]*(\/?)>[ \t]*$/;
export const HTML_TAG =
  /^<\/?[a-zA-Z][\w-]*(?:[ \t]+[a-zA-Z][\w-]*(?:="[^"<>]*")?)*[ \t]*\/?>[ \t]*$/;
export const RAW_HTML_END = new RegExp(`</(?:${htmlRawNames.join('|')})>`, 'i');
export const IMPORT =
  /^import[ \t]+(\w+|\{[ \t]*\w+[ \t]*\})[ \t]+from[ \t]+(?:'[^'\\]*'|"[^"\\]*");?[ \t]*$/;
export const LIKE_A_MARKER = /\b(?:begin|end)\s+permadocs\b/i;

export const [TAB, NEWLINE, CR, SPACE, LESS, GREATER] = [9, 10, 13, 32, 60, 62] as const;
export const [BACKTICK, TILDE, COLON] = [96, 126, 58] as const;
/**
 * Characters that can begin a list item, a fence, a tag, a directive, an expression or an import.
 */
export const SPECIAL = tableOf('`~<>{:-*+ie0123456789');
export const ITEM_STARTS = tableOf('-*+0123456789');

/** A lookup table by character code, with a 1 for each of these ASCII characters. */
function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Reads the marker on a line whose prefix has been removed. */
export function markerOn(line: string, flavor: Flavor): MarkerResult {
  const comment = COMMENT_LINE[flavor].exec(line)?.[1];
  if (comment === undefined || /\*\/|-->/.test(comment)) return { kind: 'other' };
  return parseMarker(comment);
}
