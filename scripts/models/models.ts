/** The permission models that permadocs knows, the more particular ones first. */
import { CEDAR } from './cedar/check.ts';
import { IAM } from './iam/check.ts';
import type { PermissionModel } from './model.ts';

const MODELS: readonly PermissionModel[] = [CEDAR];

/** The model whose policies a file holds; IAM’s if no other claims it. */
export const modelOf = (file: string): PermissionModel =>
  MODELS.find((model) => model.owns(file)) ?? IAM;
