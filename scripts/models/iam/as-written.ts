/** Examples back to what the policies of a role say: their placeholders, and who is named in them. */
import type { EvaluablePolicy, Statement } from '../../iam/statement.ts';
import { anyValueOf } from './any-value.ts';
import type { HolderGround } from './ground.ts';
import { policiesOf } from './policy-sets.ts';

/** For each text that a placeholder's example is part of, what was written. */
export function writtenWords(ground: HolderGround): (text: string) => string {
  const words = new Map<string, string>();
  const originals = asWritten(ground);
  for (const { policy } of ground.policies.written) {
    const written = originals.find(({ name }) => name === policy.name)?.statements ?? [];
    for (const [at, statement] of policy.statements.entries()) {
      const plain = textsOf(written[at]);
      for (const [index, text] of textsOf(statement).entries())
        words.set(anyValueOf(text), anyValueOf(plain[index] ?? text));
    }
  }
  return (text) => words.get(text) ?? text;
}

/** The policies with their placeholders as they are. */
const asWritten = ({
  catalog,
  holder,
}: Pick<HolderGround, 'catalog' | 'holder'>): EvaluablePolicy[] =>
  policiesOf(catalog, holder, (text) => text).written.map(({ policy }) => policy);

/** One of them, by the name that decisions give it. */
export const writtenPolicy = (
  ground: Pick<HolderGround, 'catalog' | 'holder'>,
  name: string,
): EvaluablePolicy | undefined => asWritten(ground).find((policy) => policy.name === name);

function textsOf(statement: Statement | undefined): string[] {
  if (!statement) return [];
  const { resource, principal, conditions } = statement;
  return [
    ...(resource?.values ?? []),
    ...[...(principal?.byType.values() ?? [])].flat(),
    ...conditions.flatMap(({ key, values }) => [key, ...values]),
  ];
}
