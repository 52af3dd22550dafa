/** The commands that a region prints. */
import { expect } from 'vitest';

import { workspace } from './workspace.ts';

/** The commands of a region with these words, with the files that they read if it writes them. */
export async function printedCommands(words: string, data: string): Promise<string> {
  const [section] = words.split(' ');
  const test = workspace({
    'permadocs.yaml':
      'claims: { claim/none: off, claim/unclaimed-access: off, claim/unnoticed-change: off, claim/unproven-statement: off, claim/open-trust: off }\n',
    'data/a.yaml': data,
    'out/p.md': `# P\n\n<!-- BEGIN permadocs ${words} -->\n\n<!-- END permadocs ${section} -->\n`,
  });
  const { problems } = await test.build();
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return /```bash\n(.*?)```/s.exec(test.read('out/p.md'))?.[1] ?? '';
}
