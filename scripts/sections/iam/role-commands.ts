/**
 * The AWS CLI commands of a role: to create it with all that belongs to it, to bring it up to date, and
 * to delete it. In the order that IAM asks for, so that each runs as printed.
 */
import { command, writtenFile } from '../../forms/cli.ts';
import { shellWord } from '../../problems/shell-word.ts';
import type { View } from '../fields.ts';
import { type CommandAction, tagWords } from './policy-commands.ts';
import { Refusal } from '../refusal.ts';

export function roleCommands(role: View<'role'>, action: CommandAction): string {
  return COMMANDS[action](role).join('\n\n');
}

/** The commands that create the role, after those that write the files that they read. */
export function wholeRoleCommands(role: View<'role'>): string {
  const { ownBoundary, inline } = role;
  const documents = [trustOf(role), ...(ownBoundary ? [ownBoundary] : []), ...inline];
  const files = documents.map(({ file, json }) => writtenFile(file, json));
  return [...files, roleCommands(role, 'create')].join('\n\n');
}

const COMMANDS: Readonly<Record<CommandAction, (role: View<'role'>) => readonly string[]>> = {
  create: (role) => {
    const { ownBoundary } = role;
    return [
      ...(ownBoundary ? [createdBoundary(ownBoundary)] : []),
      command(
        'aws iam create-role',
        named(role),
        ...createdWith(role),
        ...(ownBoundary ? ['--permissions-boundary "$boundary"'] : []),
        ...(role.boundaryArn ? [`--permissions-boundary ${shellWord(role.boundaryArn)}`] : []),
        `--assume-role-policy-document ${shellWord(trustOf(role).url)}`,
      ),
      ...putting(role),
    ];
  },
  update: (role) => {
    const { trust, ownBoundary, boundaryArn, maxSessionDuration, tags } = role;
    return [
      ...(trust
        ? [
            command(
              'aws iam update-assume-role-policy',
              named(role),
              `--policy-document ${shellWord(trust.url)}`,
            ),
          ]
        : []),
      ...putting(role),
      ...(ownBoundary ? updatedBoundary(role, ownBoundary) : []),
      ...(boundaryArn ? [boundedBy(role, shellWord(boundaryArn))] : []),
      ...(maxSessionDuration
        ? [
            command(
              'aws iam update-role',
              named(role),
              `--max-session-duration ${shellWord(maxSessionDuration)}`,
            ),
          ]
        : []),
      ...(tags.length > 0
        ? [command('aws iam tag-role', named(role), `--tags ${tagWords(tags)}`)]
        : []),
      `aws iam get-role ${named(role)}`,
    ];
  },
  // A role with policies cannot be deleted, nor a policy with several versions.
  delete: (role) => [
    ...(role.ownBoundary ? [boundaryOf(role)] : []),
    ...role.managed.map(({ arn }) =>
      command('aws iam detach-role-policy', named(role), `--policy-arn ${shellWord(arn)}`),
    ),
    ...role.inline.map(({ name }) =>
      command('aws iam delete-role-policy', named(role), `--policy-name ${shellWord(name)}`),
    ),
    `aws iam delete-role ${named(role)}`,
    ...(role.ownBoundary
      ? [
          // A role of before its boundary was written has none.
          onlyIf(
            '"$boundary" != None',
            deletedVersions('Versions[?IsDefaultVersion==`false`].VersionId'),
            'aws iam delete-policy --policy-arn "$boundary"',
          ),
        ]
      : []),
  ],
};

const named = ({ name }: View<'role'>): string => `--role-name ${shellWord(name)}`;

/** What only `create-role` takes: the path, how long sessions last, and tags. */
export function createdWith({
  path,
  maxSessionDuration,
  tags,
}: Pick<View<'role'>, 'path' | 'maxSessionDuration' | 'tags'>): string[] {
  return [
    ...(path ? [`--path ${shellWord(path)}`] : []),
    ...(maxSessionDuration ? [`--max-session-duration ${shellWord(maxSessionDuration)}`] : []),
    ...(tags.length > 0 ? [`--tags ${tagWords(tags)}`] : []),
  ];
}

/** Both commands replace what is there, and attaching what is attached changes nothing. */
function putting(role: View<'role'>): string[] {
  return [
    ...role.inline.map(({ name, url }) =>
      command(
        'aws iam put-role-policy',
        named(role),
        `--policy-name ${shellWord(name)}`,
        `--policy-document ${shellWord(url)}`,
      ),
    ),
    ...role.managed.map(({ arn }) =>
      command('aws iam attach-role-policy', named(role), `--policy-arn ${shellWord(arn)}`),
    ),
  ];
}

const boundaryOf = (role: View<'role'>): string =>
  `boundary=$(${command(
    'aws iam get-role',
    named(role),
    '--query Role.PermissionsBoundary.PermissionsBoundaryArn --output text)',
  )}`;

const createdBoundary = ({ name, url }: View<'policy'>): string =>
  `boundary=$(${command(
    'aws iam create-policy',
    `--policy-name ${shellWord(name)}`,
    `--policy-document ${shellWord(url)}`,
    '--query Policy.Arn --output text)',
  )}`;

const boundedBy = (role: View<'role'>, arn: string): string =>
  command('aws iam put-role-permissions-boundary', named(role), `--permissions-boundary ${arn}`);

/**
 * A role that was created without a boundary gets one. A managed policy keeps five versions at most, so
 * that the oldest makes room for a sixth. IAM User Guide, “Versioning IAM policies”.
 */
const updatedBoundary = (role: View<'role'>, boundary: View<'policy'>): string[] => [
  boundaryOf(role),
  [
    'if [ "$boundary" = None ]; then',
    indented(createdBoundary(boundary)),
    indented(boundedBy(role, '"$boundary"')),
    'else',
    indented(
      deletedVersions('sort_by(Versions[?IsDefaultVersion==`false`], &CreateDate)[:-3].VersionId'),
    ),
    indented(
      command(
        'aws iam create-policy-version',
        '--policy-arn "$boundary"',
        `--policy-document ${shellWord(boundary.url)}`,
        '--set-as-default',
      ),
    ),
    'fi',
  ].join('\n'),
];

/** Commands that run if a test holds. */
const onlyIf = (test: string, ...commands: readonly string[]): string =>
  [`if [ ${test} ]; then`, ...commands.map(indented), 'fi'].join('\n');

const indented = (text: string): string => text.replace(/^/gm, '  ');

const deletedVersions = (query: string): string =>
  `for version in $(${command(
    'aws iam list-policy-versions',
    '--policy-arn "$boundary"',
    `--query ${shellWord(query)} --output text)`,
  )}; do\n  aws iam delete-policy-version --policy-arn "$boundary" --version-id "$version"\ndone`;

function trustOf({ id, trust }: View<'role'>): View<'policy'> {
  if (trust) return trust;
  throw new Refusal(
    `the role ${id} has no trust policy, without which it cannot be created`,
    'add policies.trust to the role, or print its permissions with the section `policy`',
  );
}
