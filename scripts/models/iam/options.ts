/** What `simulate` and `validate` can be asked of IAM: the options, in words for people. */
import { POLICY_KINDS, RESOURCE_KINDS } from '../../iam/checks/finding.ts';
import type { Simulation, Validation } from '../model.ts';

export const VALIDATION: Validation = {
  takes: 'policies in JSON or YAML',
  recognizes: async (text) => /^\s*[[{]|\b(?:Statement|Effect)"?\s*:/.test(text),
  addOptions: (command) =>
    command
      .addOption(
        command
          .createOption('--kind <kind>', 'what the policies are attached to')
          .choices([...POLICY_KINDS, ...RESOURCE_KINDS])
          .default('identity'),
      )
      .option('--suggestions', 'also report what works but can be simplified'),
  check: async (...given) => (await import('./check.ts')).checkFiles(...given),
};

export const SIMULATION: Simulation = {
  takes: {
    policy: 'an identity policy, - for standard input',
    principal: 'an ARN (default: a session of a role in account 111122223333)',
    action: 's3:GetObject',
    resource: 'an ARN',
    context: 'a condition key',
  },
  decisions: ['allowed', 'denied', 'explicitDeny', 'implicitDeny', 'admits', 'delegates'],
  addOptions: (command) =>
    command
      .option('--role <id>', 'a role of the workspace: its permissions and its boundary')
      .option('--boundary <file>', 'a permissions boundary')
      .option(
        '--scp <file>',
        'a service control policy; each one given is a level of the organization',
        collect,
        [],
      )
      .option(
        '--rcp <file>',
        'a resource control policy that the resource is under; may be repeated',
        collect,
        [],
      )
      .option('--session <file>', 'a session policy')
      .option('--resource-policy <file>', 'the policy of the resource; of a role, its trust policy')
      .option(
        '--resource-account <id>',
        'the account that owns the resource, where its ARN does not say',
      )
      .option(
        '--facts <file>',
        'with --every: other facts about contexts that cannot occur, as JSON',
      )
      .option('--no-facts', 'with --every: without facts about contexts that cannot occur')
      .option(
        '--cases <file>',
        'a JSON array of cases with what is expected of them; prints one JSON line a case',
      ),
  isAsked: ({ cases }) => cases !== undefined,
  answer: async (...given) => (await import('./simulate.ts')).simulate(...given),
};

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];
