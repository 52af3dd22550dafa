/** The request context: keys in any case, and a note of each key that was looked up. */

/** `null` states that the key is absent; a key that is not there at all was not stated. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | null>>;

export class Context {
  readonly #values = new Map<
    string,
    { readonly name: string; readonly value: string | readonly string[] | null }
  >();
  /** Keys that were looked up and are neither stated nor present, as the policy spells them. */
  readonly unstated = new Map<string, string>();

  constructor(values: ContextValues) {
    for (const [name, value] of Object.entries(values))
      this.#values.set(name.toLowerCase(), { name, value });
  }

  /** A key's value, or undefined where it is absent. Key names are not case-sensitive. */
  get(key: string): string | readonly string[] | undefined {
    const known = this.#values.get(key.toLowerCase());
    if (!known) this.unstated.set(key.toLowerCase(), key);
    return known?.value ?? undefined;
  }

  /** Like {@link get}, without a note. */
  peek(key: string): string | readonly string[] | undefined {
    return this.#values.get(key.toLowerCase())?.value ?? undefined;
  }
}
