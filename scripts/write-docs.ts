/** `npm run docs`: writes the reference pages of permadocs itself to `docs/`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { codesPage, commandsPage } from './reference-pages.ts';

const pages = { 'commands.md': await commandsPage(), 'codes.md': codesPage() };
for (const [name, text] of Object.entries(pages))
  writeFileSync(fileURLToPath(new URL(`../docs/${name}`, import.meta.url)), text);
