/** The settings and their defaults. */
import type { OwnFields } from '../data/schema/own-fields.ts';
import type { Severity } from '../problems/codes.ts';
import type { Tabs } from '../data/schema/tabs.ts';

export interface Config {
  readonly data: readonly string[];
  readonly templates: string;
  readonly pages: readonly string[];
  readonly mdx: readonly string[];
  readonly frozen: readonly string[];
  readonly ignore: readonly string[];
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** Those that the workspace adds to the data. */
  readonly fields: OwnFields;
  /** How the site writes tabs. */
  readonly tabs: Tabs;
  /** Whether claims are unknown where a managed policy was not read. */
  readonly strictManaged: boolean;
  /** Of what is asked of claims, by code. */
  readonly claimSeverities: Readonly<Record<string, Severity | 'off'>>;
  /** Of lint, by code. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** The settings of a workspace without a configuration file. */
export const DEFAULTS: Config = {
  data: ['data/**/*.{yaml,yml}'],
  templates: 'templates',
  pages: ['out/**/*.{md,mdx}'],
  mdx: [],
  frozen: [],
  ignore: ['**/node_modules/**'],
  asOf: undefined,
  placeholders: {},
  fields: {},
  tabs: 'headings',
  strictManaged: false,
  claimSeverities: {},
  severities: {},
};
