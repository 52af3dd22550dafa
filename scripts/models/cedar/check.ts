/** Files of Cedar policies: what is wrong with them. */
import { checkPolicy, type Surroundings } from '../../cedar/check.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import { type CedarError, parsePolicies } from '../../cedar/parse.ts';
import { isToolHives, TOOLHIVE } from '../../cedar/toolhive.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import type { Source } from '../../problems/source.ts';
import { beginsWithPolicy, type CedarText } from '../../reading/cedar.ts';
import type { Validation } from '../model.ts';
import { configurationFindings, surroundingsIn } from './configuration.ts';
import { cedarIn } from './files.ts';
import { neededEngine } from './needed-engine.ts';

export const checkFiles: Validation['check'] = (sources) =>
  Promise.resolve({ problems: sources.flatMap((source) => checkFile(source, neededEngine())) });

/** A text that is not Cedar from its beginning on is a configuration. */
function checkFile(source: Source, engine: CedarEngine): Problem[] {
  if (source.file.endsWith('.cedar') || beginsWithPolicy(source.text)) {
    const model = isToolHives(source.text) ? TOOLHIVE : undefined;
    const whole = { text: source.text, toFence: (offset: number) => offset };
    return checkText(source, whole, engine, { engine, model, entities: undefined });
  }
  const { printed, sets } = cedarIn(source.text);
  return sets.flatMap((set) => [
    ...set.texts.flatMap((text) =>
      checkText(
        source,
        text,
        engine,
        set.configuration
          ? surroundingsIn(engine, set.configuration)
          : { engine, model: isToolHives(text.text) ? TOOLHIVE : undefined, entities: undefined },
      ),
    ),
    ...configurationFindings(printed, set).map(({ code, range, ...words }) =>
      problemAt(code, source, range, words),
    ),
  ]);
}

function checkText(
  source: Source,
  { text, toFence }: Pick<CedarText, 'text' | 'toFence'>,
  engine: CedarEngine,
  around: Surroundings,
): Problem[] {
  const { policies, errors } = parsePolicies(engine, text);
  const place = ({ start, end }: { readonly start: number; readonly end: number }) => ({
    start: toFence(start),
    end: toFence(Math.max(start, end - 1)) + 1,
  });
  return [
    ...syntaxProblems(
      source,
      errors.map((error) => ({ ...error, ...place(error) })),
    ),
    ...policies.flatMap((policy) =>
      checkPolicy(policy, around).map(({ code, start, end, ...words }) =>
        problemAt(code, source, place({ start, end }), words),
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
