/** The permission models whose policies adopt knows: the only file that names them all. */
import { CEDAR, type CedarLists } from './cedar/cedar.ts';
import { IAM, type IamLists } from './iam/iam.ts';
import type { AdoptModel } from './model.ts';

/** Of a fence, the last is asked first. */
export const ADOPT_MODELS: readonly AdoptModel[] = [IAM, CEDAR];

/** What was adopted, for JSON: each model has lists of its own. */
export type AdoptedLists = IamLists & CedarLists;
