/** Reads thousands of files one after the other, into the same memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { CannotRun } from '../problems/cannot-run.ts';
import { messageOf } from '../problems/message-of.ts';

export class Reader {
  #buffer = Buffer.allocUnsafeSlow(1 << 18);
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The bytes of a file, which are gone with the next one. Throws {@link CannotRun} where it cannot
   * be read.
   */
  read(file: string): Buffer {
    try {
      const descriptor = openSync(`${this.#root}/${file}`, 'r');
      try {
        let length = readSync(descriptor, this.#buffer);
        while (length === this.#buffer.length) {
          this.#grow(descriptor, length);
          length += readSync(descriptor, this.#buffer, length, this.#buffer.length - length, null);
        }
        return this.#buffer.subarray(0, length);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      const message = messageOf(error);
      throw new CannotRun(`${file} cannot be read: ${message}`);
    }
  }

  /** The same, and undefined where it cannot be read. */
  readIfThere(file: string): Buffer | undefined {
    try {
      return this.read(file);
    } catch (error) {
      if (error instanceof CannotRun) return undefined;
      throw error;
    }
  }

  #grow(descriptor: number, length: number): void {
    const bigger = Buffer.allocUnsafeSlow(Math.max(fstatSync(descriptor).size + 1, length * 2));
    this.#buffer.copy(bigger, 0, 0, length);
    this.#buffer = bigger;
  }
}
