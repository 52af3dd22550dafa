/** `npm run docs`: writes the pages and pictures of permadocs that come from the program itself. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { generated } from './generated.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const files = await generated((file) => readFileSync(pathOf(file), 'utf8'));
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(pathOf(file)), { recursive: true });
  writeFileSync(pathOf(file), text);
}
