/** Examples back to what the policies of a role say: their placeholders, and who is named in them. */
import { evaluablePolicy } from '../data/role-policies.ts';
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../data/schema/index.ts';
import type { EvaluablePolicy, Statement } from '../iam/statement.ts';
import { anyValueOf } from './any-value.ts';
import type { RoleGround } from './ground.ts';

/** For each text that a placeholder's example is part of, what was written. */
export function writtenWords(ground: RoleGround): (text: string) => string {
  const words = new Map<string, string>();
  for (const kind of ROLE_POLICY_KINDS) {
    const written = writtenPolicy(ground, kind)?.statements ?? [];
    for (const [at, statement] of (ground.policies[kind]?.statements ?? []).entries()) {
      const originals = textsOf(written[at]);
      for (const [index, text] of textsOf(statement).entries())
        words.set(anyValueOf(text), anyValueOf(originals[index] ?? text));
    }
  }
  return (text) => words.get(text) ?? text;
}

/** A policy of the role with its placeholders as they are. */
export const writtenPolicy = (
  { catalog, role }: Pick<RoleGround, 'catalog' | 'role'>,
  kind: RolePolicyKind,
): EvaluablePolicy | undefined => evaluablePolicy(catalog, role, kind, (text) => text);

function textsOf(statement: Statement | undefined): string[] {
  if (!statement) return [];
  const { resource, principal, conditions } = statement;
  return [
    ...(resource?.values ?? []),
    ...[...(principal?.byType.values() ?? [])].flat(),
    ...conditions.flatMap(({ key, values }) => [key, ...values]),
  ];
}
