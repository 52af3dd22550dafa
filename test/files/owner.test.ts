import { chownSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { isOwnFolder } from '../../scripts/files/owner.ts';
import { workspace } from '../support/workspace.ts';

describe('a folder', () => {
  /** One of another user: the root of the system, unless we are its owner and may give ours away. */
  const foreign = (): string => {
    if (statSync('/').uid !== process.getuid?.()) return '/';
    const { root } = workspace({});
    chownSync(root, 12_345, 12_345);
    return root;
  };

  it('is ours if we own it, or if its owner is that of the folder where we are', () => {
    const { root } = workspace({});
    const other = foreign();
    expect(isOwnFolder(root, root)).toBe(true);
    expect(isOwnFolder(other, root)).toBe(false);
    expect(isOwnFolder(other, other)).toBe(true);
  });
});
