/** Why a form cannot say what a policy says. */

/** Why a policy has no equal in a form: a message without a period, and what to do about it. */
export interface NoSuchForm {
  readonly message: string;
  readonly hint: string;
}
