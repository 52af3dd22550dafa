/** The message of anything that was thrown; libraries do not always throw errors. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
