/** Reads and checks permadocs.yaml. */
import { type Config, DEFAULTS } from './defaults.ts';
import { globProblem } from '../files/glob.ts';
import { SELECTORS } from '../problems/code-families.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { type ConfigFile, configSchema } from '../data/schema/config.ts';
import type { Source } from '../problems/source.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { readYaml } from '../data/yaml-file.ts';
import { keyRangeOf } from '../data/yaml-places.ts';

/** The configuration in a file, with defaults filled in, and its problems. */
export function readConfig(source: Source): { config: Config; problems: readonly Problem[] } {
  const read = readYaml(source, configSchema, { syntax: 'config/yaml', shape: 'config/invalid' });
  const problems = [...read.problems];
  const { file, value } = read;
  if (file && value) {
    for (const key of ['data', 'templates', 'pages', 'mdx', 'frozen', 'ignore'] as const) {
      for (const path of [value[key] ?? []].flat().filter(leavesRoot)) {
        problems.push(
          problemAt('config/leaves-root', source, keyRangeOf(file, [key]), {
            message: `\`${path}\` leaves the workspace`,
            hint: 'paths are relative to the root; move the root up with --root',
          }),
        );
      }
      for (const glob of [value[key] ?? []].flat()) {
        const message = globProblem(glob);
        if (message === undefined) continue;
        const hint = 'leave files out with `ignore`, or with a glob that begins with `!`';
        problems.push(
          problemAt('config/invalid', source, keyRangeOf(file, [key]), { message, hint }),
        );
      }
    }
  }
  for (const rule of Object.keys(value?.lint?.rules ?? {})) {
    if (!file || SELECTORS.includes(rule)) continue;
    problems.push(
      problemAt('config/invalid', source, keyRangeOf(file, ['lint', 'rules', rule]), {
        message: `there is no problem code \`${rule}\``,
        hint:
          didYouMean(rule, SELECTORS) ??
          '`permadocs list codes` lists them; a family is written as `iam/*`',
      }),
    );
  }
  return { config: withDefaults(value ?? {}), problems };
}

function withDefaults({ lint, claims = {}, ignore, ...file }: ConfigFile): Config {
  const { strictManaged = DEFAULTS.strictManaged, ...severities } = claims;
  const set = Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
  return {
    ...DEFAULTS,
    ...set,
    ignore: [...DEFAULTS.ignore, ...(ignore ?? [])],
    strictManaged,
    claimSeverities: definedIn(severities),
    severities: lint?.rules ?? {},
  };
}

const definedIn = <T>(map: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );

function leavesRoot(glob: string): boolean {
  return (
    glob.replace(/^!/, '').startsWith('/') ||
    /^[a-zA-Z]:/.test(glob) ||
    glob.split(/[\\/]/).includes('..')
  );
}
