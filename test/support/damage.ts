/** What can happen to a file of the cache. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export const DAMAGES: readonly (readonly [what: string, damage: (path: string) => void])[] = [
  ['cut short', (path) => writeFileSync(path, readFileSync(path).subarray(0, 60))],
  ['empty', (path) => writeFileSync(path, '')],
  ['of bytes that are no text', (path) => writeFileSync(path, Buffer.alloc(4096, 0xff))],
  [
    'changed in one byte',
    (path) => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 3] = 0x31;
      writeFileSync(path, bytes);
    },
  ],
  [
    'of another entry',
    (path) => {
      for (const other of readdirSync(dirname(path)))
        if (other !== basename(path)) {
          writeFileSync(path, readFileSync(join(dirname(path), other)));
          break;
        }
    },
  ],
  [
    'a folder',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
  ['not to be read', (path) => chmodSync(path, 0)],
];
