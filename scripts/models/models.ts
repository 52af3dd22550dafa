/** The permission models that permadocs knows: the only file that names them all. */
import { STANDARD_INPUT } from '../files/source.ts';
import type { Source } from '../problems/source.ts';
import { CEDAR } from './cedar/cedar.ts';
import { IAM } from './iam/iam.ts';
import type { PermissionModel } from './model.ts';

/** The first is asked where nothing says which model is meant. */
export const MODELS: readonly [PermissionModel, ...PermissionModel[]] = [IAM, CEDAR];

/**
 * The model whose policies a text holds: by the name of its file if that says so, or else by what is
 * in it. Undefined of standard input that no model recognizes.
 */
export async function modelOfSource({ file, text }: Source): Promise<PermissionModel | undefined> {
  const named = modelOf(file);
  if (named !== MODELS[0]) return named;
  for (const model of MODELS.toReversed()) if (await model.validate.recognizes(text)) return model;
  return file === STANDARD_INPUT ? undefined : named;
}

/** The model whose policies a file holds, by its name. */
export const modelOf = (file: string): PermissionModel =>
  MODELS.findLast((model) => model.owns(file)) ?? MODELS[0];
