/**
 * Stands in for `aws iam` in tests: keeps roles and policies in a file, and refuses what IAM refuses
 * (API reference: CreateRole, DeleteRole, DeletePolicy, CreatePolicyVersion, …). What it has no command
 * or query for is an error, so that no test passes by silence. One process answers all calls: each
 * writes its arguments into the pipe `asked`, and reads its exit code and output from `answered`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STATE = 'iam-state.json';
const MOST_VERSIONS = 5;

class Refused extends Error {}

function answer([service, verb, ...rest]) {
  const state = existsSync(STATE)
    ? JSON.parse(readFileSync(STATE, 'utf8'))
    : { roles: {}, policies: {} };
  const options = {};
  for (const [index, word] of rest.entries())
    if (word.startsWith('--')) options[word.slice(2)] = rest[index + 1];

  const refuse = (code, message = '') => {
    throw new Refused(`An error occurred (${code}) when calling ${verb}: ${message}`);
  };
  const role = () => state.roles[options['role-name']] ?? refuse('NoSuchEntity', 'role');
  const policy = () => state.policies[options['policy-arn']] ?? refuse('NoSuchEntity', 'policy');
  const document = (name) => {
    const text = options[name] ?? refuse('ValidationError', `--${name}`);
    return JSON.parse(readFileSync(text.replace(/^file:\/\//, ''), 'utf8'));
  };
  const others = ({ versions, current }) => Object.keys(versions).filter((one) => one !== current);

  const commands = {
    'create-policy': () => {
      const arn = `arn:aws:iam::111122223333:policy/${options['policy-name']}`;
      if (state.policies[arn]) refuse('EntityAlreadyExists');
      const first = { v1: document('policy-document') };
      state.policies[arn] = { versions: first, current: 'v1', made: 1 };
      return { 'Policy.Arn': arn };
    },
    'create-role': () => {
      const name = options['role-name'];
      if (state.roles[name]) refuse('EntityAlreadyExists');
      const boundary = options['permissions-boundary'];
      if (boundary && !state.policies[boundary]) refuse('InvalidInput', boundary);
      const trust = document('assume-role-policy-document');
      state.roles[name] = { trust, inline: {}, attached: [], boundary, path: options['path'] };
    },
    'update-assume-role-policy': () => (role().trust = document('policy-document')),
    'update-role': () => (role().duration = options['max-session-duration']),
    'tag-role': () => (role().tags = options['tags']),
    'put-role-permissions-boundary': () => {
      const boundary = options['permissions-boundary'];
      if (!state.policies[boundary]) refuse('InvalidInput', boundary);
      role().boundary = boundary;
    },
    'put-role-policy': () => {
      role().inline[options['policy-name']] = document('policy-document');
    },
    'attach-role-policy': () => {
      const { attached } = role();
      if (!attached.includes(options['policy-arn'])) attached.push(options['policy-arn']);
    },
    'detach-role-policy': () => {
      if (!role().attached.includes(options['policy-arn'])) refuse('NoSuchEntity');
      role().attached = role().attached.filter((one) => one !== options['policy-arn']);
    },
    'delete-role-policy': () => {
      if (!role().inline[options['policy-name']]) refuse('NoSuchEntity');
      delete role().inline[options['policy-name']];
    },
    'delete-role': () => {
      const { inline, attached } = role();
      if (Object.keys(inline).length + attached.length > 0) refuse('DeleteConflict');
      delete state.roles[options['role-name']];
    },
    'get-role': () => ({ 'Role.PermissionsBoundary.PermissionsBoundaryArn': role().boundary }),
    'list-policy-versions': () => ({
      'Versions[?IsDefaultVersion==`false`].VersionId': others(policy()).join('\t'),
      // `create-policy-version` numbers them in the order of their dates.
      'sort_by(Versions[?IsDefaultVersion==`false`], &CreateDate)[:-3].VersionId': others(policy())
        .slice(0, -3)
        .join('\t'),
    }),
    'create-policy-version': () => {
      if (Object.keys(policy().versions).length >= MOST_VERSIONS) refuse('LimitExceeded');
      const id = `v${++policy().made}`;
      policy().versions[id] = document('policy-document');
      if (rest.includes('--set-as-default')) policy().current = id;
    },
    'delete-policy-version': () => {
      if (policy().current === options['version-id']) refuse('DeleteConflict');
      delete policy().versions[options['version-id']];
    },
    'delete-policy': () => {
      const isHeld = ({ boundary, attached }) =>
        [boundary, ...attached].includes(options['policy-arn']);
      if (others(policy()).length > 0) refuse('DeleteConflict', 'more than one version');
      if (Object.values(state.roles).some(isHeld)) refuse('DeleteConflict', 'attached');
      delete state.policies[options['policy-arn']];
    },
  };

  if (service !== 'iam' || !commands[verb]) refuse('UnknownCommand', `${service} ${verb}`);
  const known = commands[verb]();
  writeFileSync(STATE, JSON.stringify(state));
  if (!options['query']) return '';
  if (!(options['query'] in known)) refuse('UnknownQuery', options['query']);
  return `${known[options['query']] ?? 'None'}\n`;
}

function answered(words) {
  try {
    return `0\n${answer(words)}`;
  } catch (error) {
    return `${error instanceof Refused ? 254 : 1}\n${error.message}\n`;
  }
}

for (;;) {
  const words = readFileSync('asked', 'utf8').split('\0').slice(0, -1);
  writeFileSync('answered', answered(words));
}
