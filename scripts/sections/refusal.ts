/** Thrown by a helper that cannot do what the parameters of a region ask; the message is for people. */
export class Refusal extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
