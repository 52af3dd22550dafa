/** A policy as plain values, in the order in which it is written. */

/** What an IAM policy has in a place: the subset of JSON that the policy grammar knows. */
export type PolicyValue =
  | string
  | number
  | boolean
  | null
  | readonly PolicyValue[]
  | { readonly [key: string]: PolicyValue };

export type PolicyMap = { readonly [key: string]: PolicyValue };

/** A policy document whose statements are a list. */
export interface PolicyForm extends PolicyMap {
  readonly Version: string;
  readonly Statement: readonly PolicyMap[];
}

/** Reads the JSON text of a policy of the data, which the data's own checks have passed. */
export function policyValue(json: string): PolicyForm {
  return JSON.parse(json) as PolicyForm;
}

export const isMap = (value: PolicyValue | undefined): value is PolicyMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as the list of texts that IAM reads it as; numbers and booleans as IAM writes them. */
export function textsOf(value: PolicyValue | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? (value as readonly PolicyValue[]) : [value]).map(String);
}
