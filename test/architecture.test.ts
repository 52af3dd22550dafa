import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globbySync('scripts/**/*.ts', { cwd: root });
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

/** A file without its comments, whose examples may print. */
const code = (file: string): string => text(file).replace(/^ *(?:\/\*\*|\*).*$/gm, '');

/**
 * The rooms of the program, from the ground up. A room imports from lower floors only, and there
 * only from the rooms that it names; `*` rooms may be imported by all above them.
 */
const ROOMS: Readonly<Record<string, { floor: number; face?: string; uses: readonly string[] }>> = {
  package: { floor: 1, uses: [] },
  memo: { floor: 1, uses: [] },
  problems: { floor: 1, face: 'problem.ts', uses: ['memo'] },
  markdown: { floor: 1, face: 'markdown.ts', uses: ['memo'] },
  files: { floor: 2, uses: ['package'] },
  pages: { floor: 2, face: 'find-regions.ts', uses: ['markdown'] },
  iam: { floor: 2, face: 'evaluate.ts', uses: ['package'] },
  cedar: { floor: 2, face: 'parse.ts', uses: [] },
  forms: { floor: 2, face: 'forms.ts', uses: [] },
  format: { floor: 3, face: 'format.ts', uses: ['files', 'markdown', 'package', 'pages'] },
  reading: { floor: 3, face: 'blocks.ts', uses: ['cedar', 'iam', 'markdown'] },
  access: { floor: 3, face: 'access.ts', uses: ['iam'] },
  data: { floor: 3, face: 'catalog.ts', uses: ['cedar', 'iam', 'markdown'] },
  sources: { floor: 4, face: 'sources.ts', uses: ['data', 'iam', 'reading'] },
  sections: {
    floor: 4,
    face: 'render.ts',
    uses: ['cedar', 'data', 'forms', 'iam', 'markdown', 'pages'],
  },
  models: {
    floor: 4,
    face: 'model.ts',
    uses: ['access', 'cedar', 'data', 'files', 'iam', 'pages', 'reading'],
  },
  proof: { floor: 5, face: 'prove.ts', uses: ['data', 'models'] },
  workspace: {
    floor: 5,
    face: 'workspace.ts',
    uses: ['data', 'files', 'format', 'package', 'pages', 'sections', 'sources'],
  },
  lint: {
    floor: 6,
    face: 'lint.ts',
    uses: ['data', 'files', 'markdown', 'models', 'pages', 'reading', 'workspace'],
  },
  build: {
    floor: 6,
    face: 'pipeline.ts',
    uses: [
      'data',
      'files',
      'format',
      'models',
      'pages',
      'proof',
      'reading',
      'sections',
      'sources',
      'workspace',
    ],
  },
  thread: { floor: 7, uses: ['build', 'files', 'lint'] },
  init: {
    floor: 7,
    face: 'init.ts',
    uses: ['build', 'data', 'files', 'format', 'pages', 'sources', 'workspace'],
  },
  explain: {
    floor: 7,
    face: 'explain.ts',
    uses: ['build', 'data', 'markdown', 'sections', 'sources', 'workspace'],
  },
  'data-set': {
    floor: 7,
    face: 'data-set.ts',
    uses: ['data', 'files', 'iam', 'markdown', 'package'],
  },
  diff: {
    floor: 7,
    face: 'diff.ts',
    uses: [
      'access',
      'build',
      'data',
      'files',
      'iam',
      'markdown',
      'models',
      'package',
      'pages',
      'reading',
      'sources',
      'workspace',
    ],
  },
  adopt: {
    floor: 7,
    face: 'adopt.ts',
    uses: [
      'access',
      'build',
      'cedar',
      'data',
      'files',
      'format',
      'iam',
      'markdown',
      'models',
      'pages',
      'reading',
      'sections',
      'sources',
      'workspace',
    ],
  },
  rename: {
    floor: 7,
    face: 'rename.ts',
    uses: ['build', 'data', 'files', 'pages', 'reading', 'sections', 'workspace'],
  },
  index: { floor: 8, uses: ['build', 'diff', 'explain', 'iam', 'lint', 'models'] },
  commands: {
    floor: 8,
    face: 'index.ts',
    uses: [
      'adopt',
      'build',
      'data',
      'data-set',
      'diff',
      'explain',
      'files',
      'init',
      'lint',
      'models',
      'proof',
      'rename',
      'sources',
      'workspace',
    ],
  },
  cli: { floor: 9, uses: ['commands', 'package'] },
  dev: { floor: 9, uses: ['commands', 'data', 'package', 'sections', 'workspace'] },
};

/** Problems are everyone's words, and a memo table or the package itself anyone's tool. */
const EVERYWHERE = ['problems', 'memo'];

const WORD_OF_A_MODEL =
  /(?<![a-z])(?:aws|iam|arns?|cedar|toolhive)(?![a-z])|(?:Aws|Iam|Arn|Cedar|AWS|IAM|ARN|CEDAR)(?![a-z])/;

/** What is about one permission model by its nature, among what serves all of them. */
const MAY_NAME_A_MODEL: Readonly<Record<string, string>> = {
  'scripts/models/models.ts': 'the list of them',
  'scripts/models/engines.ts': 'the list of their engines',
  'scripts/build/programs.ts': 'the names of packages in lockfiles',
  'scripts/commands/data.ts': 'is about the IAM data set',
  'scripts/commands/examples.ts': 'examples are of a model',
  'scripts/commands/lint.ts': 'families of codes are named after models',
  'scripts/commands/rename.ts': 'renames roles in IAM too',
  'scripts/lint/rules/ignores.ts': 'examples are of a model',
};

/** The rooms that keep what is about one model in a folder of its own, and the files that list them. */
const FOLDERS_OF_MODELS: Readonly<Record<string, readonly string[]>> = {
  adopt: ['models.ts'],
  models: ['models.ts', 'engines.ts'],
  sections: ['models.ts', 'shapes.ts'],
};

/** By the folders of the models: each has one in every room that keeps models apart. */
const MODELS = new Set(
  files.flatMap((file) => /^scripts\/models\/([^/]+)\//.exec(file)?.[1] ?? []),
);

const roomOf = (file: string): string => /^scripts\/([^/.]+)/.exec(file)?.[1] ?? '';

/** The files of the program that a file imports: values, types and dynamic imports alike. */
function imports(file: string): string[] {
  return [...text(file).matchAll(/(?:\bfrom |\bimport |\bimport\()'(\.[^']+)'/g)].map((match) =>
    join(dirname(file), match[1] ?? ''),
  );
}

describe('the house', () => {
  it('lets every room import from lower floors only, and from the rooms of its row', () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file);
      const row = ROOMS[room];
      if (!row) return [`${file}: no row names the room ${room}; add one to ROOMS`];
      return imports(file)
        .map(roomOf)
        .filter((other) => other !== room && !EVERYWHERE.includes(other))
        .filter((other) => {
          const below = (ROOMS[other]?.floor ?? 99) < row.floor;
          return !below || !row.uses.includes(other);
        })
        .map(
          (other) =>
            `${file} (${room}, floor ${row.floor}) imports from ${other}: move what it needs down, or hand it in`,
        );
    });
    expect(wrong).toEqual([]);
  });

  it('has no circle of files, types and dynamic imports included', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      else if (!done.has(file)) {
        for (const other of imports(file)) visit(other, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it.each(Object.entries(FOLDERS_OF_MODELS))(
    'has permission models in %s that do not know each other, and only its lists name them',
    (room, lists) => {
      /** The model that a file is about: by its folder, or as a room that is one model's language. */
      const modelOf = (file: string): string | undefined =>
        file
          .split('/')
          .slice(1, 3)
          .find((name) => MODELS.has(name));
      const within = files.filter((file) => roomOf(file) === room);
      const wrong = within
        .filter((file) => !lists.includes(file.slice(`scripts/${room}/`.length)))
        .flatMap((file) =>
          imports(file)
            .filter((other) => (modelOf(other) ?? modelOf(file)) !== modelOf(file))
            .map((other) => `${file} imports ${other}`),
        );
      expect(wrong).toEqual([]);
      expect(new Set(within.flatMap((file) => modelOf(file) ?? []))).toEqual(MODELS);
    },
  );

  it('has no word of one permission model in what serves all of them', () => {
    const shared = files.filter(
      (file) =>
        ['proof', 'build', 'lint', 'commands'].includes(roomOf(file)) ||
        /^scripts\/models\/[^/]+\.ts$/.test(file),
    );
    const speaking = shared.flatMap((file) =>
      code(file)
        .split('\n')
        .filter((line) => WORD_OF_A_MODEL.test(line))
        .map(() => file),
    );
    expect([...new Set(speaking)].filter((file) => !(file in MAY_NAME_A_MODEL))).toEqual([]);
    // A reason that no file needs any more goes.
    expect(Object.keys(MAY_NAME_A_MODEL).filter((file) => !speaking.includes(file))).toEqual([]);
  });

  it('opens every room with its face', () => {
    const faces = Object.entries(ROOMS).flatMap(([room, { face }]) =>
      face === undefined ? [] : [`scripts/${room}/${face}`],
    );
    expect(faces.filter((face) => !files.includes(face))).toEqual([]);
  });

  it('is the one that CONTRIBUTING shows, room by room', () => {
    const table = text('CONTRIBUTING.md');
    const folders = Object.entries(ROOMS).filter(([, { face }]) => face !== undefined);
    const missing = folders.filter(
      ([room, { floor, face }]) =>
        !new RegExp(`^\\| ${floor} +\\| \`${room}/\`.*\`${face}\``, 'm').test(table),
    );
    expect(missing.map(([room]) => room)).toEqual([]);
  });

  it('touches the disk in files/ only', () => {
    const own = ['files', 'package', 'dev'];
    const readers = files.filter((file) => /'node:(?:fs|child_process)/.test(text(file)));
    expect(readers.filter((file) => !own.includes(roomOf(file)))).toEqual([]);
  });

  it('touches the console, the process and the clock at its rim only', () => {
    const rim = ['cli', 'files', 'dev'];
    const touching = files.filter((file) =>
      /\bconsole\.|\bprocess\.|\bDate\.now\b|\bnew Date\(\)/.test(code(file)),
    );
    expect(touching.filter((file) => !rim.includes(roomOf(file)))).toEqual([]);
  });

  it('opens every file with what it is', () => {
    const silent = files.filter(
      (file) =>
        !text(file)
          .replace(/^#!.*\n/, '')
          .startsWith('/**'),
    );
    expect(silent).toEqual([]);
  });
});
