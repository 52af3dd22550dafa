#!/usr/bin/env node
/**
 * Stands in for `aws iam` in tests: keeps roles and policies in a file, and refuses what IAM refuses
 * (API reference: CreateRole, DeleteRole, DeletePolicy, CreatePolicyVersion, …). What it has no command
 * or query for is an error, so that no test passes by silence.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STATE = 'iam-state.json';
const MOST_VERSIONS = 5;
const [service, verb, ...rest] = process.argv.slice(2);
const state = existsSync(STATE)
  ? JSON.parse(readFileSync(STATE, 'utf8'))
  : { roles: {}, policies: {} };
const options = {};
for (const [index, word] of rest.entries())
  if (word.startsWith('--')) options[word.slice(2)] = rest[index + 1];

const refuse = (code, message = '') => {
  console.error(`An error occurred (${code}) when calling ${verb}: ${message}`);
  process.exit(254);
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
const answer = commands[verb]();
writeFileSync(STATE, JSON.stringify(state));
if (options['query']) {
  if (!(options['query'] in answer)) refuse('UnknownQuery', options['query']);
  console.log(answer[options['query']] ?? 'None');
}
