/** The permission models that permadocs knows: the only file that names them all. */
import { CEDAR } from './cedar/cedar.ts';
import { IAM } from './iam/iam.ts';
import type { PermissionModel } from './model.ts';

/** The first is asked where nothing says which model is meant. */
export const MODELS: readonly [PermissionModel, ...PermissionModel[]] = [IAM, CEDAR];

/** The model whose policies a file holds. */
export const modelOf = (file: string): PermissionModel =>
  MODELS.findLast((model) => model.owns(file)) ?? MODELS[0];
