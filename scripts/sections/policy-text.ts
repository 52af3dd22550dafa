/**
 * Policies as JSON text whose layout follows the YAML: flow maps on one line, block maps expanded.
 */
import { isMap, isScalar, isSeq, type Node } from 'yaml';

import type { PlacedStatement } from '../data/placed-statement.ts';
import { resolveAlias, type YamlFile } from '../data/yaml-places.ts';

/** The width at which a list of scalars is broken into lines; Prettier makes the final decision. */
const WIDTH = 80;

/** A policy document with these statements, and with the `Id` of the file that ships. */
export function policyText(statements: readonly PlacedStatement[], policyId?: string): string {
  const body = statements.map((statement) => `    ${statementText(statement, '    ')}`).join(',\n');
  const id = policyId === undefined ? '' : `  "Id": ${JSON.stringify(policyId)},\n`;
  return `{\n  "Version": "2012-10-17",\n${id}  "Statement": [\n${body}\n  ]\n}`;
}

/** One statement; `indent` precedes every line except the first. */
export function statementText(statement: PlacedStatement, indent = ''): string {
  return jsonText(statement.file, statement.node, indent, false);
}

function jsonText(file: YamlFile, node: unknown, indent: string, inline: boolean): string {
  const value = resolveAlias(file, node);
  if (isMap(value)) {
    const entries = value.items.map((item) => {
      const key = JSON.stringify(String(isScalar(item.key) ? item.key.value : item.key));
      return { key, value: item.value };
    });
    if (entries.length === 0) return '{}';
    if (inline || value.flow) {
      return `{ ${entries.map((entry) => `${entry.key}: ${jsonText(file, entry.value, indent, true)}`).join(', ')} }`;
    }
    const inner = `${indent}  `;
    const lines = entries.map(
      (entry) => `${inner}${entry.key}: ${jsonText(file, entry.value, inner, false)}`,
    );
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (isSeq(value)) return listText(file, value.items as Node[], indent, inline);
  return JSON.stringify(isScalar(value) ? value.value : null);
}

function listText(
  file: YamlFile,
  items: readonly unknown[],
  indent: string,
  inline: boolean,
): string {
  const oneLine = `[${items.map((item) => jsonText(file, item, indent, true)).join(', ')}]`;
  const scalars = items.every((item) => isScalar(resolveAlias(file, item)));
  if (inline || (scalars && indent.length + oneLine.length <= WIDTH)) return oneLine;
  const inner = `${indent}  `;
  return `[\n${items.map((item) => `${inner}${jsonText(file, item, inner, false)}`).join(',\n')}\n${indent}]`;
}
