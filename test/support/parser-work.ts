/** For tests of pages that use up all that a parser may do, which takes it seconds. */
import { ParserWork } from '../../scripts/markdown/parser-work.ts';

/** Does something while each step of a parser counts as so many: it gives up that much earlier. */
export async function countingSteps<T>(times: number, work: () => Promise<T>): Promise<T> {
  const { spend } = ParserWork.prototype;
  ParserWork.prototype.spend = function (steps, offset) {
    spend.call(this, times * steps, offset);
  };
  try {
    return await work();
  } finally {
    ParserWork.prototype.spend = spend;
  }
}
