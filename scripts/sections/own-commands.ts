/** The commands of a policy that no role holds, as templates see it. */
import type { OwnPolicyKind } from '../data/schema/index.ts';
import type { View } from './fields.ts';
import { type CommandAction, policyCommands } from './policy-commands.ts';

export function ownPolicyCommands(policy: View<'ownPolicy'>, action: CommandAction): string {
  const { id, kind, name, title, attachedTo, tags, document } = policy;
  const { url, file } = document;
  return policyCommands(
    { id, kind: kind as OwnPolicyKind, name, title, attachedTo, tags, url, file },
    action,
  );
}
