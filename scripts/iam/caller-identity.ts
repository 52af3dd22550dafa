/**
 * The one call that no policy decides: it needs no permission, and an explicit deny does not refuse it.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const ANSWERED = 'sts:GetCallerIdentity';

/** Whether an action, written in any case, is this call. */
export const isAnswered = (action: string): boolean =>
  action.length === ANSWERED.length && action.toLowerCase() === ANSWERED.toLowerCase();
