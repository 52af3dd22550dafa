/**
 * The least that any program could do. `read FOLDER WORD`: reads every page into one buffer and
 * searches it. `rewrite FOLDER`: writes each page again, through a temporary file and a rename.
 */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const [what, folder, word] = process.argv.slice(2);
const buffer = Buffer.allocUnsafe(8 << 20);
let found = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.mdx?$/.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (what === 'rewrite') {
    writeFileSync(`${path}.tmp`, readFileSync(path));
    renameSync(`${path}.tmp`, path);
    continue;
  }
  const descriptor = openSync(path, 'r');
  const length = readSync(descriptor, buffer, 0, buffer.length, 0);
  closeSync(descriptor);
  if (buffer.subarray(0, length).includes(word)) found += 1;
}
console.log(found);
