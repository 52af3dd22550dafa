/** “Who may `s3:GetObject`?”: the answer as `explain` prints it. */
import type { AllowedAccess } from '../explain/json-output.ts';
import type { Colors } from '../problems/report.ts';

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
