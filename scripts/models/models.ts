/** The permission models that permadocs knows, the more particular ones first. */
import { CEDAR } from './cedar.ts';
import { IAM } from './iam.ts';
import type { PermissionModel, TextModel } from './model.ts';

export const MODELS: readonly PermissionModel[] = [CEDAR, IAM];

/** The model of a file whose policies are texts; undefined for documents of JSON or YAML. */
export const textModelOf = (file: string): TextModel | undefined =>
  [CEDAR].find((model) => model.owns(file));
