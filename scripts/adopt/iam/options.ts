/** The options of `adopt` that are about IAM alone. */
import { type Command, InvalidArgumentError, Option } from 'commander';

import {
  OWN_POLICY_KINDS,
  type OwnPolicyKind,
  ROLE_POLICY_KINDS,
  type RolePolicyKind,
} from '../../data/schema/index.ts';
import type { Given, ToName } from '../model.ts';

/** How `given` has them. */
interface IamOptions {
  readonly name?: string | undefined;
  readonly kind?: RolePolicyKind | OwnPolicyKind | undefined;
  readonly from?: string | undefined;
}

export const optionsIn = (given: Given): IamOptions => given;

export const NAMING = {
  words: 'IAM name',
  pattern: /^[A-Za-z0-9+=,.@_][A-Za-z0-9+=,.@_-]{0,63}$/,
} as const satisfies ToName['naming'];

export function addOptions(command: Command): void {
  command
    .option('--name <name>', `its ${NAMING.words}`, (value: string) => {
      if (NAMING.pattern.test(value)) return value;
      throw new InvalidArgumentError('expected letters, digits and +=,.@_-');
    })
    .addOption(
      new Option(
        '--kind <kind>',
        'the kind of policy (default: derived from its elements)',
      ).choices([...ROLE_POLICY_KINDS, ...OWN_POLICY_KINDS]),
    )
    .option(
      '--from <file>',
      'a policy that ships, as deploy/iam.json#/Statement or main.tf#aws_iam_policy.reader: where a page has it, the page follows it',
    );
}
