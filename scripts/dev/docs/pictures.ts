/** Pictures of the program at work: real runs on the README's example, as a terminal shows them. */
import { Command } from 'commander';
import pc from 'picocolors';

import { COMMANDS } from '../../commands/index.ts';
import { ansiSvg } from './ansi-svg.ts';
import { silent } from './reference-pages.ts';
import { type Files, type Sandbox, sandbox } from './sandbox.ts';

interface Scene {
  readonly title: string;
  readonly command: readonly string[];
  /** An edit of the data before the run: the old and the new text. */
  readonly edit?: readonly [string, string];
  readonly files?: Files;
}

/** The data file of the example. */
const DATA = 'data/roles/s3-readonly.yaml';

const SETUP = `# Set up the server

Give the role these actions, then start the server:

| tool       | action              |
| ---------- | ------------------- |
| read, list | \`s3:GetObject\`      |
| every tool | \`aws-mcp:InvokeMcp\` |
`;

const SCENES: Readonly<Record<string, Scene>> = {
  build: {
    title: 'permadocs build --diff: one more action in the data, and the page that changes',
    command: ['build', '--diff'],
    edit: ['s3:GetObject\n', '[s3:GetObject, s3:GetObjectTagging]\n'],
  },
  'failing-claim': {
    title: 'permadocs build refuses: a claim does not hold, and why',
    command: ['build'],
    edit: ["<YOUR_BUCKET>/*'", "<YOUR_BUCKET>/public/*'"],
  },
  lint: {
    title: 'permadocs lint finds an action that AWS retired',
    command: ['lint', 'docs'],
    files: { 'docs/setup.md': SETUP },
  },
};

/** A fixed day after all facts that the pictures show, so that they never change. */
const today = (): string => '2026-06-01';

/** The pictures by file name; `files` is the workspace of the example. */
export async function pictures(files: Files): Promise<Record<string, string>> {
  const place = await sandbox(files);
  const all: Record<string, string> = {};
  try {
    for (const [name, { title, command, files: more = {}, edit }] of Object.entries(SCENES)) {
      place.reset();
      for (const [file, text] of Object.entries(more)) place.write(file, text);
      if (edit) replaceIn(place, DATA, edit);
      const output = await run(place.root, command);
      all[`docs/pictures/${name}.svg`] = ansiSvg(output, { title });
    }
    return all;
  } finally {
    place.remove();
  }
}

function replaceIn(place: Sandbox, file: string, [from, to]: readonly [string, string]): void {
  const text = place.read(file);
  if (!text.includes(from)) throw new Error(`${file} of the README has no ${from}`);
  place.write(file, text.replace(from, to));
}

/** Runs a command in this process, with the colors that a terminal would get. */
async function run(cwd: string, args: readonly string[]): Promise<string> {
  const colors = pc.createColors(true);
  const lines = [`${colors.green('$')} ${colors.bold(`permadocs ${args.join(' ')}`)}`];
  const print = (text: string): void => void lines.push(text);
  const program = new Command('permadocs');
  for (const load of Object.values(COMMANDS))
    (await load())(program, { ...silent, cwd, colors, today, out: print, err: print });
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}
