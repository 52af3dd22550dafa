/** A line on a terminal while a command takes long; it is gone before anything else is printed. */

interface Progress {
  /** Removes the line for good. */
  readonly end: () => void;
  /** Prints with the line out of the way. */
  readonly around: (print: () => void) => void;
}

/** In milliseconds: nothing is shown of a command that takes less, and then it counts seconds. */
const PATIENCE = 500;

/**
 * `write` goes to the terminal; undefined where there is none, which then sees nothing of it. `now` is
 * the clock, in milliseconds.
 */
export function progressOn(
  write: ((text: string) => void) | undefined,
  what: string,
  now: () => number,
): Progress {
  if (!write) return { end: () => {}, around: (print) => print() };
  const start = now();
  let isShown = false;
  const clear = (): void => {
    if (isShown) write('\r\x1b[K');
    isShown = false;
  };
  const timer = setInterval(() => {
    // Counting ticks would say too little: none come while the thread is busy.
    const seconds = Math.floor((now() - start) / 1000);
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
