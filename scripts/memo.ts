/** What a long-lived program works out once for each text: the last so many answers. */
export class Once<T> {
  readonly #answers = new Map<string, T>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** The answer for a key, which must tell everything that the answer depends on. */
  of(key: string, work: () => T): T {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = work();
    if (this.#answers.size >= this.#most) this.#answers.clear();
    this.#answers.set(key, answer);
    return answer;
  }
}
