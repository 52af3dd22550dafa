/**
 * A reporter of vitest: it fails a whole run in which no passing test was told of some problem code
 * of the catalog. Of a part of the tests it says nothing, since codes may well be missing there.
 */
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** Compiled, which every whole run has before it. */
const LIBRARY = new URL('../../dist/index.js', import.meta.url).href;

/** Not codes of findings: as rules they stand for the checks that they run, which have codes of their own. */
const NEVER_REPORTED: readonly string[] = ['lint/policy', 'lint/cedar'];

export class EveryCode implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const vitest = this.#vitest;
    if (!vitest || !(await isWhole(vitest, modules))) return;
    const { CODES } = (await import(LIBRARY)) as { CODES: object };
    const reported = new Set(
      modules.flatMap(({ children }) =>
        [...children.allTests()].flatMap((test) => test.meta().reported ?? []),
      ),
    );
    const missing = Object.keys(CODES).filter(
      (code) => !reported.has(code) && !NEVER_REPORTED.includes(code),
    );
    if (missing.length === 0) return;
    vitest.logger.error(
      `No test is told of these problem codes; each needs one that provokes it:\n  ${missing.join('\n  ')}\n`,
    );
    process.exitCode = 1;
  }
}

/** Every file of every project, and no test left out; with a failure there is enough to read. */
async function isWhole(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  if (vitest.config.project.length > 0 || vitest.config.shard) return false;
  const ran = new Set(modules.map(({ moduleId }) => moduleId));
  const all = await vitest.globTestSpecifications();
  return (
    all.every(({ moduleId }) => ran.has(moduleId)) &&
    modules.every(({ children }) =>
      [...children.allTests()].every((test) => test.result().state === 'passed'),
    )
  );
}
