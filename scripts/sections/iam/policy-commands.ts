/**
 * The AWS CLI commands for policies that no role holds: to put them where they are attached, to
 * replace them, and to take them away. As lines, so that each runs as printed.
 */
import type { OwnPolicyKind } from '../../data/schema/index.ts';
import { nameInArn } from '../../forms/attached-policy.ts';
import { command } from '../../forms/cli.ts';
import { shellWord } from '../../problems/shell-word.ts';
import { Refusal } from '../refusal.ts';

export type CommandAction = 'create' | 'update' | 'delete';

/** What commands need to know of a policy. */
interface CommandedPolicy {
  readonly id: string;
  readonly kind: OwnPolicyKind;
  readonly name: string;
  readonly title: string;
  /** `file://` and the file’s name. */
  readonly url: string;
  readonly file: string;
  readonly attachedTo: readonly string[];
  readonly tags: readonly Tag[];
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

export function policyCommands(policy: CommandedPolicy, action: CommandAction): string {
  return COMMANDS[policy.kind](policy, action).join('\n\n');
}

type Commands = (policy: CommandedPolicy, action: CommandAction) => readonly string[];

const COMMANDS: Readonly<Record<OwnPolicyKind, Commands>> = {
  bucket: (policy, action) => {
    const bucket = `--bucket ${shellWord(nameInArn(resourceOf(policy)))}`;
    return action === 'delete'
      ? [command('aws s3api delete-bucket-policy', bucket)]
      : [command('aws s3api put-bucket-policy', bucket, `--policy ${shellWord(policy.url)}`)];
  },
  key: (policy, action) => {
    const arn = resourceOf(policy);
    const put = (text: string): string[] => [
      command(
        'aws kms put-key-policy',
        ...regionOf(arn),
        `--key-id ${shellWord(arn)}`,
        '--policy-name default',
        `--policy ${text}`,
      ),
    ];
    // A key always has a policy; this is the one that it is created with.
    return put(action === 'delete' ? shellWord(defaultKeyPolicy(arn)) : shellWord(policy.url));
  },
  queue: (policy, action) => {
    const arn = resourceOf(policy);
    const [, , , , account = ''] = arn.split(':');
    const attributes = action === 'delete' ? 'Policy=' : String.raw`"{\"Policy\":\"$policy\"}"`;
    return [
      ...(action === 'delete' ? [] : [`policy=$(${asJsonText(policy.file)})`]),
      `queue=$(${command(
        'aws sqs get-queue-url',
        ...regionOf(arn),
        `--queue-name ${shellWord(nameInArn(arn))}`,
        `--queue-owner-aws-account-id ${shellWord(account)}`,
        '--query QueueUrl --output text)',
      )}`,
      command(
        'aws sqs set-queue-attributes',
        ...regionOf(arn),
        '--queue-url "$queue"',
        `--attributes ${attributes}`,
      ),
    ];
  },
  topic: (policy, action) => {
    const arn = resourceOf(policy);
    if (action === 'delete')
      throw new Refusal(
        `the topic of the policy ${policy.id} cannot be without a policy`,
        'write action="update" with another policy, or delete the topic',
      );
    return [
      command(
        'aws sns set-topic-attributes',
        ...regionOf(arn),
        `--topic-arn ${shellWord(arn)}`,
        '--attribute-name Policy',
        `--attribute-value ${shellWord(policy.url)}`,
      ),
    ];
  },
  secret: (policy, action) => {
    const arn = resourceOf(policy);
    const secret = [...regionOf(arn), `--secret-id ${shellWord(arn)}`];
    return action === 'delete'
      ? [command('aws secretsmanager delete-resource-policy', ...secret)]
      : [
          command(
            'aws secretsmanager put-resource-policy',
            ...secret,
            '--block-public-policy',
            `--resource-policy ${shellWord(policy.url)}`,
          ),
        ];
  },
  scp: (policy, action) => organization(policy, action, 'SERVICE_CONTROL_POLICY'),
  rcp: (policy, action) => organization(policy, action, 'RESOURCE_CONTROL_POLICY'),
  session: (policy, action) => {
    if (action !== 'create')
      throw new Refusal(
        `the session policy ${policy.id} is passed with each session, so that there is nothing to ${action}`,
        'write action="create", which prints how it is passed',
      );
    return [
      command(
        'aws sts assume-role',
        `--role-arn ${shellWord(resourceOf(policy))}`,
        `--role-session-name ${shellWord(policy.id)}`,
        `--policy ${shellWord(policy.url)}`,
      ),
    ];
  },
  endpoint: (policy, action) => [
    command(
      'aws ec2 modify-vpc-endpoint',
      `--vpc-endpoint-id ${shellWord(resourceOf(policy))}`,
      action === 'delete' ? '--reset-policy' : `--policy-document ${shellWord(policy.url)}`,
    ),
  ],
};

/** https://docs.aws.amazon.com/cli/latest/reference/organizations/ */
function organization(
  { name, title, url, attachedTo, tags }: CommandedPolicy,
  action: CommandAction,
  type: string,
): string[] {
  const found = `policy=$(${command(
    `aws organizations list-policies`,
    `--filter ${type}`,
    `--query ${shellWord(`Policies[?Name==${inJmesPath(name)}].Id`)} --output text)`,
  )}`;
  const at = (verb: string): string[] =>
    attachedTo.map((target) =>
      command(
        `aws organizations ${verb}-policy`,
        '--policy-id "$policy"',
        `--target-id ${shellWord(target)}`,
      ),
    );
  if (action === 'create')
    return [
      `policy=$(${command(
        'aws organizations create-policy',
        `--type ${type}`,
        `--name ${shellWord(name)}`,
        `--description ${shellWord(title)}`,
        `--content ${shellWord(url)}`,
        ...(tags.length > 0 ? [`--tags ${tagWords(tags)}`] : []),
        '--query Policy.PolicySummary.Id --output text)',
      )}`,
      ...at('attach'),
    ];
  if (action === 'update')
    return [
      found,
      command(
        'aws organizations update-policy',
        '--policy-id "$policy"',
        `--content ${shellWord(url)}`,
      ),
    ];
  // A policy that is attached somewhere cannot be deleted.
  return [
    found,
    ...at('detach'),
    command('aws organizations delete-policy', '--policy-id "$policy"'),
  ];
}

function resourceOf({ id, attachedTo }: CommandedPolicy): string {
  const [resource] = attachedTo;
  if (resource !== undefined) return resource;
  throw new Refusal(
    `the data do not say what the policy ${id} is attached to, which the commands need`,
    'add `attachedTo` to the policy',
  );
}

/**
 * The attributes of a queue are a map, in which the policy is a text. Backslashes and quotes are
 * escaped; white space between the values of JSON becomes blanks, and there is none inside of them.
 */
const asJsonText = (file: string): string =>
  String.raw`sed 's/[\\"]/\\&/g' ${shellWord(file)} | tr '\t\r\n' '   '`;

/** A text in JMESPath: raw, or as JSON, since a raw text cannot have backslashes of its own. */
const inJmesPath = (text: string): string =>
  text.includes('\\')
    ? `\`${JSON.stringify(text).replaceAll('`', '\\`')}\``
    : `'${text.replaceAll("'", String.raw`\'`)}'`;

/** The CLI asks the region that it is set up for, unless it is told. */
function regionOf(arn: string): string[] {
  const [, , , region = ''] = arn.split(':');
  return region === '' ? [] : [`--region ${shellWord(region)}`];
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function defaultKeyPolicy(arn: string): string {
  const [, partition = 'aws', , , account = ''] = arn.split(':');
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  const Statement = { Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Tags as words of a command: the CLI’s shorthand, or JSON where that would read them differently. */
export function tagWords(tags: readonly Tag[]): string {
  const isPlain = (text: string): boolean => /^[A-Za-z0-9_.:/@+-]+$/.test(text);
  if (tags.every(({ key, value }) => isPlain(key) && isPlain(value)))
    return tags.map(({ key, value }) => `Key=${key},Value=${value}`).join(' ');
  return shellWord(JSON.stringify(tags.map(({ key, value }) => ({ Key: key, Value: value }))));
}
