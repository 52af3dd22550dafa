/** What was thrown → its message. Anything may be thrown, and libraries do not always throw errors. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
