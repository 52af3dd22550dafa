/** The commands of a policy that no role holds, as templates see it. */
import type { OwnPolicyKind } from '../../data/schema/index.ts';
import type { View } from '../fields.ts';
import { type CommandAction, policyCommands } from './policy-commands.ts';
import { Refusal } from '../refusal.ts';

/** “… exactly as you provided and no automatic removal of characters”: AWS Organizations quotas. */
const WITH_WHITE_SPACE: Readonly<Record<string, number>> = { scp: 10_240, rcp: 5120 };

export function ownPolicyCommands(policy: View<'ownPolicy'>, action: CommandAction): string {
  const { id, kind, name, title, attachedTo, tags, document } = policy;
  const { url, file } = document;
  const quota = action === 'delete' ? undefined : WITH_WHITE_SPACE[kind];
  if (quota !== undefined && document.json.length > quota)
    throw new Refusal(
      `the policy ${id} has ${document.json.length} characters as it is printed, and AWS Organizations counts white space in commands: the quota is ${quota}`,
      'write its statements as flow maps, `{ … }`, or split it into two policies',
    );
  return policyCommands(
    { id, kind: kind as OwnPolicyKind, name, title, attachedTo, tags, url, file },
    action,
  );
}
