/** The action's diff: the summary of the job, the one comment, and clones that have one commit. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { commit } from '../support/diff.ts';
import { installInto } from '../support/installed.ts';
import { type Action, type Outcome, runAction } from '../support/runner.ts';
import { DATA, type TestWorkspace, workspace } from '../support/workspace.ts';

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as Action;
const [DIFF, COMMENT] = ['permadocs diff', 'Comment on the pull request'] as const;
const ONLY_DIFF = { check: 'false', lint: 'false', diff: 'true' };
const WIDER = DATA.replace('Action: s3:GetObject\n', 'Action: s3:Get*\n');

/** A pull request as GitHub checks it out: merged into its base, in a clone of one commit. */
function pullRequest(data = WIDER): { readonly test: TestWorkspace; readonly clone: string } {
  const test = workspace({
    'data/a.yaml': DATA,
    '.gitignore': 'node_modules\n.cache\n.runner\nbin\n',
  });
  test.git('init', '-q');
  test.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  commit(test, 'base');
  test.git('switch', '-qc', 'change');
  test.write('data/a.yaml', data);
  commit(test, 'change');
  test.git('switch', '-q', 'main');
  test.write('README.md', '# Docs\n');
  commit(test, 'meanwhile');
  test.git('switch', '-qc', 'merged');
  test.git('merge', '-q', '--no-ff', '-m', 'merge', 'change');
  const clone = test.path('clone');
  test.git('clone', '-q', '--depth', '1', '--branch', 'merged', `file://${test.root}`, clone);
  installInto(clone);
  return { test, clone };
}

/** A gh that notes what it is asked for, and knows the comments that it is given. */
function withGh(test: TestWorkspace, ids = ''): string {
  test.write(
    'bin/gh',
    `#!/bin/sh\nif [ "$1" = api ] && [ "$2" = --paginate ]; then echo "${ids}"; exit; fi\necho "$@" >> ${test.path('bin/asked')}\nif [ -n "$REFUSE" ]; then exit 1; fi\n`,
  );
  test.write('bin/asked', '');
  chmodSync(test.path('bin/gh'), 0o755);
  return `${test.path('bin')}:${process.env['PATH']}`;
}

const event = {
  ...ONLY_DIFF,
  'github.event_name': 'pull_request',
  'github.event.pull_request.number': '7',
  'github.event.pull_request.base.sha': '1234567890123456789012345678901234567890',
};
const summaryOf = (clone: string): string => readFileSync(`${clone}/.runner/summary`, 'utf8');
const asked = (test: TestWorkspace): string[] =>
  test.read('bin/asked').trim().split('\n').filter(Boolean);

describe('the action says what a change does to access', () => {
  it('in the summary and in a new comment, from a clone of one commit', () => {
    const { test, clone } = pullRequest();
    const outcomes = runAction(action, clone, event, withGh(test));
    expect(outcomes[DIFF]).toEqual({ status: 0, stdout: '', stderr: '' } satisfies Outcome);
    expect(summaryOf(clone)).toContain('### `reader`: gains access');
    expect(summaryOf(clone)).not.toContain('writer`: ');
    expect(asked(test)).toEqual([
      expect.stringMatching(
        /^api --silent --method POST repos\/owner\/docs\/issues\/7\/comments -F body=@.*permadocs-diff\.md$/,
      ),
    ]);
  });

  it('in the comment that is there, also when access is as before', () => {
    const { test, clone } = pullRequest(`${DATA}\n# a note\n`);
    runAction(action, clone, event, withGh(test, '11'));
    expect(summaryOf(clone)).toContain('access unchanged');
    expect(asked(test)).toEqual([
      expect.stringContaining('PATCH repos/owner/docs/issues/comments/11'),
    ]);
    runAction(action, clone, event, withGh(test));
    expect(asked(test)).toEqual([]);
  });

  it('and fails only as fail-on says; the comment is written all the same', () => {
    const { test, clone } = pullRequest();
    const gained = runAction(action, clone, { ...event, 'fail-on': 'gained lost' }, withGh(test));
    expect(gained[DIFF]?.status).toBe(1);
    expect(gained[COMMENT]?.status).toBe(0);
    expect(asked(test)).toHaveLength(1);
    const lost = runAction(action, clone, { ...event, 'fail-on': 'lost' }, withGh(test));
    expect(lost[DIFF]?.status).toBe(0);
  });

  it('only in the summary where the token may not, or there is no pull request', () => {
    const { test, clone } = pullRequest();
    const path = withGh(test);
    test.write('bin/gh', '#!/bin/sh\nexit 1\n');
    expect(runAction(action, clone, event, path)[COMMENT]).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('the summary of the job has the text'),
    });
    const pushed = { ...ONLY_DIFF, 'diff-base': 'HEAD', 'github.event_name': 'push' };
    expect(Object.keys(runAction(action, clone, pushed, path))).not.toContain(COMMENT);
  });

  it('and what it cannot compare is in the summary too', () => {
    const { test, clone } = pullRequest();
    const gone = runAction(action, clone, { ...event, 'diff-base': 'gone' }, withGh(test));
    expect(gone[DIFF]).toMatchObject({
      status: 2,
      stdout: 'gone could not be fetched; set fetch-depth: 0 for actions/checkout\n',
    });
    expect(summaryOf(clone)).toContain('    permadocs: git knows no revision `gone`');
    expect(asked(test)).toEqual([]);
  });

  it('and never takes an input for an option or a command', () => {
    const { test, clone } = pullRequest();
    const path = withGh(test);
    const hostile = '$(touch pwned) `touch pwned`; touch pwned';
    for (const base of ['--upload-pack=touch pwned', hostile]) {
      const given = { ...event, 'diff-base': base, 'diff-paths': hostile, 'fail-on': hostile };
      expect(runAction(action, clone, given, path)[DIFF]?.status).toBe(2);
      expect(existsSync(`${clone}/pwned`)).toBe(false);
    }
  });

  it('about policies in pages', () => {
    const { test, clone } = pullRequest();
    const pages = runAction(action, clone, { ...event, 'diff-paths': '.' }, withGh(test));
    expect(pages[DIFF]?.status).toBe(0);
    expect(summaryOf(clone)).toContain('no policies to compare');
  });
});
