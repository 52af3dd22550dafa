/** The request context. Keys are case-insensitive, and each lookup of a missing key is recorded. */

/** `null` states that the key is absent. A key that is not listed is unstated. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | null>>;

export class Context {
  readonly #values = new Map<
    string,
    { readonly name: string; readonly value: string | readonly string[] | null }
  >();
  /** Keys that were looked up but not stated, in the policy's spelling. */
  readonly unstated = new Map<string, string>();

  constructor(values: ContextValues) {
    for (const [name, value] of Object.entries(values))
      this.#values.set(name.toLowerCase(), { name, value });
  }

  /** The value of a key, or undefined if it is absent. Key names are not case-sensitive. */
  get(key: string): string | readonly string[] | undefined {
    const known = this.#values.get(key.toLowerCase());
    if (!known) this.unstated.set(key.toLowerCase(), key);
    return known?.value ?? undefined;
  }

  /**
   * Why a key's value is unknown even if it is stated. AWS describes MCP forwarding as forward
   * access sessions, but no page says what the keys of those sessions hold behind an MCP server.
   */
  doubt(key: string): string | undefined {
    if (!/^aws:(?:viaawsservice|calledvia|calledviafirst|calledvialast)$/i.test(key))
      return undefined;
    const isMcp =
      this.#peek('aws:viaawsmcpservice') === 'true' ||
      this.#peek('aws:calledviaawsmcp') !== undefined;
    return isMcp
      ? `no AWS page says what ${key} is on a request that came through an MCP server`
      : undefined;
  }

  #peek(key: string): string | readonly string[] | undefined {
    return this.#values.get(key)?.value ?? undefined;
  }
}
