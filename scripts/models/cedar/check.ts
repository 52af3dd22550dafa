/** Cedar as a permission model: files of policies, decided by its engine. */
import { checkPolicy } from '../../cedar/check.ts';
import { type CedarEngine, INSTALL } from '../../cedar/engine.ts';
import { normalSet } from '../../cedar/normal.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import { isToolHives, TOOLHIVE } from '../../cedar/toolhive.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import { problemAt } from '../../problems/problem.ts';
import type { Equipment, PermissionModel } from '../model.ts';

export const CEDAR = {
  name: 'cedar',
  owns: (file) => file.endsWith('.cedar'),
  check: async (source, equipment) => {
    const { policies, errors } = parsePolicies(engineOf(equipment), source.text);
    const model = isToolHives(source.text) ? TOOLHIVE : undefined;
    return [
      ...errors.map(({ message, hint, ...range }) =>
        problemAt('cedar/syntax', source, range, {
          message: `this policy does not parse: ${message}`,
          hint: hint ?? 'correct it; Cedar loads no policy of a set that has a mistake',
        }),
      ),
      ...policies.flatMap((policy) =>
        checkPolicy(policy, { model, entities: undefined }).map(({ code, start, end, ...words }) =>
          problemAt(code, source, { start, end }, words),
        ),
      ),
    ];
  },
  isSame: (a, b, equipment) => {
    const engine = engineOf(equipment);
    const [one, other] = [a, b].map(({ text }) => parsePolicies(engine, text));
    if (!one || !other || one.errors.length + other.errors.length > 0) return false;
    return normalSet(one.policies) === normalSet(other.policies);
  },
} satisfies PermissionModel;

function engineOf({ cedar }: Pick<Equipment, 'cedar'>): CedarEngine {
  if (cedar) return cedar;
  throw new CannotRun(`Cedar’s engine is not installed; run \`${INSTALL}\``);
}
