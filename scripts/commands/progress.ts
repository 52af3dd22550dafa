/** A line on a terminal while a command takes long; it is gone before anything else is printed. */

interface Progress {
  /** Removes the line for good. */
  readonly end: () => void;
  /** Prints with the line out of the way. */
  readonly around: (print: () => void) => void;
}

/** In milliseconds: nothing is shown of a command that takes less, and then it counts seconds. */
const PATIENCE = 500;

/** `write` goes to the terminal; undefined where there is none, which then sees nothing of it. */
export function progressOn(write: ((text: string) => void) | undefined, what: string): Progress {
  if (!write) return { end: () => {}, around: (print) => print() };
  let ticks = 0;
  let isShown = false;
  const clear = (): void => {
    if (isShown) write('\r\x1b[K');
    isShown = false;
  };
  const timer = setInterval(() => {
    ticks += 1;
    const seconds = Math.floor((ticks * PATIENCE) / 1000);
    clear();
    write(`permadocs ${what} …${seconds > 0 ? ` ${seconds} s` : ''}`);
    isShown = true;
  }, PATIENCE);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      clear();
    },
    around: (print) => {
      clear();
      print();
    },
  };
}
