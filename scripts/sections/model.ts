/**
 * What sections ask of a permission model: what templates may name of it, and how that is made from
 * the catalog. A model is a folder beside this file. What its templates may name is data, which
 * shapes.ts puts together; the rest is listed in models.ts.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import type { Arguments } from './arguments.ts';
import type { View } from './fields.ts';
import type { RegionScope } from './region-scope.ts';
import type { ENTITIES, Entity } from './shapes.ts';

export interface SectionModel {
  /** What templates may call; `run` is handed the views of the region. */
  readonly helpers: Readonly<Record<string, Helper>>;
  /** Called once for all regions of a build, so that what a model reads for one serves the others. */
  readonly open: () => OpenedModel;
}

/** The views of a model for one region. */
export type OpenedModel = (catalog: Catalog, scope: RegionScope) => ModelViews;

export interface ModelViews {
  /** Its fields of `all`. */
  readonly all: { readonly [F in keyof View<'all'>]?: () => View<'all'>[F] };
  /** What a parameter names, by its type. */
  readonly of: {
    readonly [T in Entity]?: (entry: Entry<(typeof ENTITIES)[T]['kind']>) => View<T>;
  };
  /** The text of the section as its arguments ask for; throws a Refusal if it cannot be so. */
  readonly finish?: (text: string, args: Arguments) => string;
}

export interface Helper {
  readonly description: string;
  /** Types of the positional arguments; alternatives are separated by `|`. */
  readonly params: readonly string[];
  /** Types of the named arguments, all of them optional. */
  readonly hash: Readonly<Record<string, string>>;
  readonly returns: string;
  /** `views` are those of its model; helpers of no model get the {@link RegionScope}. */
  readonly run: (args: never, hash: never, views: never) => unknown;
}

/** Thrown where a view needs data that are not read yet; `read` reads them. */
export class Unread extends Error {
  readonly read: () => Promise<void>;

  constructor(what: string, read: () => Promise<void>) {
    super(`${what} has not been read`);
    this.read = read;
  }
}
