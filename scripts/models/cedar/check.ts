/** Files of Cedar policies: what is wrong with them. */
import { checkPolicy } from '../../cedar/check.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import { type CedarError, parsePolicies } from '../../cedar/parse.ts';
import { isToolHives, TOOLHIVE } from '../../cedar/toolhive.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import type { Source } from '../../problems/source.ts';
import type { Validation } from '../model.ts';
import { neededEngine } from './needed-engine.ts';

export const checkFiles: Validation['check'] = (sources) =>
  Promise.resolve({ problems: sources.flatMap((source) => checkFile(source, neededEngine())) });

function checkFile(source: Source, engine: CedarEngine): Problem[] {
  const { policies, errors } = parsePolicies(engine, source.text);
  const model = isToolHives(source.text) ? TOOLHIVE : undefined;
  return [
    ...syntaxProblems(source, errors),
    ...policies.flatMap((policy) =>
      checkPolicy(policy, { engine, model, entities: undefined }).map(
        ({ code, start, end, ...words }) => problemAt(code, source, { start, end }, words),
      ),
    ),
  ];
}

/** What does not parse in a file. */
export const syntaxProblems = (source: Source, errors: readonly CedarError[]): Problem[] =>
  errors.map(({ message, hint, ...range }) =>
    problemAt('cedar/syntax', source, range, {
      message: `this policy does not parse: ${message}`,
      hint: hint ?? 'correct it; Cedar loads no policy of a set that has a mistake',
    }),
  );
