/** Addresses under aws:SourceIp: the key holds public ones only. */
import { BlockList, isIP } from 'node:net';

import { once } from '../../memo.ts';
import { type Finding, found, type StatementCheck } from './finding.ts';
import { type WrittenCondition, type WrittenStatement, type Text } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip */
export const addressChecks: readonly StatementCheck[] = [onlyPrivate];
export const addressSuggestions: readonly StatementCheck[] = [somePrivate, bitsBehindMask];

interface Block {
  readonly bits: number;
  readonly contains: BlockList;
}

/** RFC 1918, RFC 4193, and the addresses that mean oneself. */
const privateBlocks = once((): readonly Block[] =>
  [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['127.0.0.0', 8],
    ['fc00::', 7],
    ['::1', 128],
  ].map(([network, bits]) => {
    const contains = new BlockList();
    contains.addSubnet(
      String(network),
      Number(bits),
      isIP(String(network)) === 6 ? 'ipv6' : 'ipv4',
    );
    return { bits: Number(bits), contains };
  }),
);

function* onlyPrivate(statement: WrittenStatement): Iterable<Finding> {
  for (const condition of sourceIps(statement)) {
    const { values, node, operator } = condition;
    if (values.length === 0 || !values.every(isPrivate)) continue;
    const negated = operator?.negated === true;
    yield found(
      negated ? 'iam/private-not-ip-address' : 'iam/private-ip-address',
      statement,
      node.range,
      `\`aws:SourceIp\` holds public addresses only, so this is ${negated ? 'always' : 'never'} true`,
      'use `aws:VpcSourceIp` for private addresses, or `aws:SourceVpc`',
    );
  }
}

function* somePrivate(statement: WrittenStatement): Iterable<Finding> {
  for (const { values, operator } of sourceIps(statement)) {
    const own = values.filter(isPrivate);
    if (own.length === values.length) continue;
    for (const { value, range } of own) {
      yield found(
        operator?.negated === true
          ? 'iam/private-not-ip-address-subset'
          : 'iam/private-ip-address-subset',
        statement,
        range,
        `\`aws:SourceIp\` holds public addresses only, so "${value}" has no effect`,
        'remove it',
      );
    }
  }
}

function* bitsBehindMask(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, values } of statement.conditions) {
    if (operator?.family !== 'IpAddress') continue;
    for (const { value, range } of values) {
      const first = firstOfRange(value);
      if (first === undefined || value.startsWith(`${first}/`)) continue;
      yield found(
        'iam/improve-ip-range',
        statement,
        range,
        `"${value}" has bits set behind its mask, and they are ignored`,
        `write \`${first}/${value.slice(value.indexOf('/') + 1)}\``,
      );
    }
  }
}

function sourceIps(statement: WrittenStatement): WrittenCondition[] {
  return statement.conditions.filter(
    ({ operator, key }) =>
      operator?.family === 'IpAddress' && key.value.toLowerCase() === 'aws:sourceip',
  );
}

function isPrivate({ value }: Text): boolean {
  const [address = '', written] = value.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  const bits = Number(written ?? (version === 4 ? 32 : 128));
  return privateBlocks().some(
    (block) => bits >= block.bits && block.contains.check(address, version === 4 ? 'ipv4' : 'ipv6'),
  );
}

/** The first address of an IPv4 range; undefined for anything else. */
function firstOfRange(value: string): string | undefined {
  const [address = '', written = ''] = value.split('/');
  if (isIP(address) !== 4 || !/^(?:[0-9]|[12][0-9]|3[0-2])$/.test(written)) return undefined;
  const bits = Number(written);
  const size = 2 ** (32 - bits);
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(number / size) * size;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}
