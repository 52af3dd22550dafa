/** What claims promise, compared: the words for decisions are the same in every model. */

/** Each expectation with those that promise less. */
const LESS: Readonly<Record<string, readonly string[]>> = {
  explicitDeny: ['denied', 'implicitDeny'],
  implicitDeny: ['denied'],
  admits: ['allowed'],
  delegates: ['allowed'],
};

export const promisesLess = (was: string, is: string): boolean => LESS[was]?.includes(is) === true;
