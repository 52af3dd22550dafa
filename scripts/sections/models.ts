/** The permission models that sections know: with shapes.ts, the only file that names them all. */
import { CEDAR } from './cedar/cedar.ts';
import { IAM } from './iam/iam.ts';
import type { OpenedModel, SectionModel } from './model.ts';

export const SECTION_MODELS: readonly SectionModel[] = [IAM, CEDAR];

/** For all regions of a build. */
export const openModels = (): ReadonlyMap<SectionModel, OpenedModel> =>
  new Map(SECTION_MODELS.map((model) => [model, model.open()]));

export type OpenedModels = ReturnType<typeof openModels>;
