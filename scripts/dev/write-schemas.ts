/** `npm run schemas`: writes the JSON Schemas to a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { schemaFiles } from '../data/json-schema.ts';

const [folder = 'schemas'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text);
