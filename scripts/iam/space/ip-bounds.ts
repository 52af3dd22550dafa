/**
 * Addresses at the borders of ranges. No range distinguishes two addresses between the same
 * borders.
 */
import { isIP } from 'node:net';

const BITS = { 4: 32n, 6: 128n } as const;

/** The first address of each range, the first one behind it, and the first of all, of both versions. */
export function ipBounds(ranges: readonly string[]): string[] {
  const bounds: Record<4 | 6, Set<bigint>> = { 4: new Set([0n]), 6: new Set([0n]) };
  for (const range of ranges) {
    const [address = '', size] = range.split('/');
    const parsed = numberOf(address);
    if (!parsed || (size !== undefined && !/^\d{1,3}$/.test(size))) continue;
    const { version, value } = parsed;
    const all = BITS[version];
    const free = all - (size === undefined ? all : BigInt(size));
    if (free < 0n) continue;
    const first = (value >> free) << free;
    const behind = first + (1n << free);
    bounds[version].add(first);
    if (behind < 1n << all) bounds[version].add(behind);
  }
  return [...[...bounds[4]].map(textOf4), ...[...bounds[6]].map(textOf6)];
}

/** One text for all spellings of an address; undefined if it is none. */
export function addressOf(text: string): string | undefined {
  const parsed = numberOf(text);
  return parsed && `${parsed.version} ${parsed.value}`;
}

function numberOf(address: string): { version: 4 | 6; value: bigint } | undefined {
  const version = isIP(address);
  if (version === 4) return { version, value: joined(address.split('.'), 8n, '') };
  if (version !== 6) return undefined;
  // The last 32 bits may be written as an IPv4 address.
  const tail = address.includes('.') ? address.slice(address.lastIndexOf(':') + 1) : undefined;
  const plain =
    tail === undefined
      ? address
      : address.slice(0, -tail.length) + hexOf(joined(tail.split('.'), 8n, ''));
  const [head = '', end] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = end === undefined || end === '' ? [] : end.split(':');
  const zeros = Array.from(
    { length: end === undefined ? 0 : 8 - before.length - after.length },
    () => '0',
  );
  return { version, value: joined([...before, ...zeros, ...after], 16n, '0x') };
}

const joined = (parts: readonly string[], bits: bigint, prefix: string): bigint =>
  parts.reduce((sum, part) => (sum << bits) + BigInt(`${prefix}${part}`), 0n);

const hexOf = (value: bigint): string =>
  `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;

const textOf4 = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');

const textOf6 = (value: bigint): string =>
  Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(':');
