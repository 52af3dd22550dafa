/**
 * Thrown by a helper that cannot do what a region's parameters ask; the message is shown to people.
 */
export class Refusal extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
