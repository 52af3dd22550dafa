/** A region that is out of date → the problem that `check` reports: forgotten, edited or upgraded. */
import { type Problem, problemAt } from '../problems/problem.ts';
import { shellWord } from '../problems/shell-word.ts';
import { regionText } from '../pages/splice.ts';
import { isOwn } from './changes.ts';
import { handEdit, type Judged } from './ownership.ts';

export function outOfDateRegion(judged: Judged): Problem {
  const { placed, index, expected, verdict } = judged;
  if (verdict.by === 'hand') return handEdit(judged);
  const { source, file } = placed.page;
  const region = placed.facts.regions[index];
  const text = region ? regionText(source, region) : '';
  const from = expected.feeds.filter(isOwn).join(', ') || 'its template';
  const name = `the region ${region?.section ?? ''}`;
  const command = `permadocs build ${shellWord(file)}`;
  const words = (message: string, hint = `run \`${command}\` and commit the result`): Problem =>
    problemAt('page/out-of-date', source, region?.begin ?? { start: 0, end: 0 }, { message, hint });
  if (text === expected.text) return words(`${name} is missing its blank lines`);
  if (text === '') return words(`${name} is not what ${from} would produce: it is empty`);
  if (verdict.by === 'generated')
    return words(`${name} is not what ${from} would produce: not built since that changed`);
  if (verdict.isUpgraded) return words(`${name} is not what ${from} would produce: ${verdict.why}`);
  return words(
    `${name} is not what ${from} would produce: not built, or edited (${verdict.why})`,
    `run \`${command}\`, which ${verdict.recover === undefined ? 'keeps the text unless --force is given' : 'prints what it replaces'}, and commit the result`,
  );
}
