/** Asks questions on a terminal. */
import type { Interface } from 'node:readline';

import { CannotRun } from '../problems/cannot-run.ts';

interface Questions {
  /**
   * Asks one question; an empty answer selects the default. Throws {@link CannotRun} if the
   * terminal closes.
   */
  readonly ask: (question: string, otherwise: string) => Promise<string>;
  readonly close: () => void;
}

/** Opens nothing before the first question. Lines typed ahead answer the questions that follow. */
export function questionsOn(
  streams: () => { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
): Questions {
  let terminal: Interface | undefined;
  let lines: AsyncIterator<string> | undefined;
  return {
    ask: async (question, otherwise) => {
      const { createInterface } = await import('node:readline');
      terminal ??= createInterface(streams());
      lines ??= terminal[Symbol.asyncIterator]();
      terminal.setPrompt(`${question} [${otherwise}] `);
      terminal.prompt();
      const { value, done } = await lines.next();
      if (done === true) throw new CannotRun('the question was not answered');
      return value.trim() === '' ? otherwise : value.trim();
    },
    close: () => terminal?.close(),
  };
}
