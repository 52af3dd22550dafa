/** “Who may `s3:GetObject`?”: the answer as `explain` prints it, and as JSON. */
import { keyRangeOf } from '../data/yaml-places.ts';
import { keyText, resourceText } from '../access/words.ts';
import type { AllowedAccess } from '../explain/json-output.ts';
import type { RoleAccess } from '../models/iam/who-may.ts';
import type { Colors } from '../problems/report.ts';

/** One row for each role and set of requests that it may make. */
export function allowedAccess(access: readonly RoleAccess[]): AllowedAccess[] {
  return access.flatMap(({ role, allowed }) => {
    const { source } = role.file;
    const { line } = source.position(keyRangeOf(role.file, ['roles', role.id]).start);
    const place = { role: role.id, name: role.value.name, file: source.file, line };
    const rows = allowed.rows.map(({ resources, conditions, after, request }) => ({
      ...place,
      statements: after.decidedBy.map(({ sid, index }) => sid ?? `statement ${index + 1}`),
      resources: resourceText(resources, request.resource),
      conditions: conditions.map(keyText),
    }));
    const reasons = allowed.reasons.map(({ reason }) => reason);
    const open = { ...place, statements: [], resources: 'unknown', conditions: reasons };
    return allowed.verdict === 'unknown' || rows.length === 0 ? [...rows, open] : rows;
  });
}

export function whoMayText(
  action: string,
  access: readonly AllowedAccess[],
  colors: Colors,
): string {
  const title = `${colors.bold(`who may ${action}`)}`;
  if (access.length === 0) return `${title}\n  no role of the data`;
  const lines = access.map(({ role, name, file, line, statements, resources, conditions }) => {
    const by = statements.length > 0 ? `by ${statements.join(', ')} ` : '';
    const when = conditions.length > 0 ? `, if ${conditions.join(' and ')}` : '';
    return `  role ${role} (${name})  ${colors.dim(`${file}:${line}`)}\n    ${by}on ${resources}${when}`;
  });
  return [title, ...lines].join('\n');
}
