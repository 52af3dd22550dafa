/**
 * `npm run docs`: writes the pages and pictures of permadocs that are generated from the program.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { packageRoot } from '../../package.ts';
import { generated } from './generated.ts';

const pathOf = (file: string): string => join(packageRoot, file);

const files = await generated((file) => readFileSync(pathOf(file), 'utf8'));
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(pathOf(file)), { recursive: true });
  writeFileSync(pathOf(file), text);
}
