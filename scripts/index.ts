/** The library: exports only. */
export { type Code, CODES, type Severity } from './codes.ts';
export {
  build,
  type BuildOptions,
  type BuildResult,
  check,
  type PageChange,
  type RegionChange,
} from './pipeline.ts';
export type { Problem } from './problem.ts';
