import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import Handlebars from 'handlebars';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const templates = globbySync('templates/**/*.hbs', { cwd: root });

/** How deep `if` and `unless` nest; an `each` alone does not count. */
function depth(program: hbs.AST.Program | undefined): number {
  const depths = (program?.body ?? []).map((node) => {
    if (node.type !== 'BlockStatement') return 0;
    const block = node as hbs.AST.BlockStatement;
    const isCondition = (block.path as hbs.AST.PathExpression).original !== 'each';
    return Number(isCondition) + Math.max(depth(block.program), depth(block.inverse));
  });
  return Math.max(0, ...depths);
}

it.each(templates)('%s has no condition inside another', (file) => {
  const [, , body = ''] = readFileSync(`${root}/${file}`, 'utf8').split(/^---$/m);
  expect(depth(Handlebars.parse(body))).toBeLessThanOrEqual(1);
});
