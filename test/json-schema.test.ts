import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { globbySync } from 'globby';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { schemaFiles } from '../scripts/json-schema.ts';

const root = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

describe('the JSON Schemas', () => {
  it.each([...schemaFiles()])(
    'schemas/%s is what the code says (npm run schemas writes it)',
    async (name, text) => {
      expect(read(`schemas/${name}`)).toBe(
        await prettier.format(text, { parser: 'json', printWidth: 100 }),
      );
    },
  );

  const validate = new Ajv({ strict: false, formats: { date: true } }).compile(
    JSON.parse(schemaFiles().get('data.schema.json') ?? '') as object,
  );

  it('accept the data files of this repository', () => {
    for (const file of globbySync('data/**/*.yaml', { cwd: root }))
      expect(validate(parse(read(file))), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
  });

  it('refuse what the program refuses', () => {
    expect(validate({ roles: { 'Bad Id': {} } })).toBe(false);
    expect(validate({ rolez: {} })).toBe(false);
    expect(validate({ scenarios: { direct: [{ 'aws:x': null }] } })).toBe(true);
  });
});
