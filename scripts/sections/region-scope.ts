/**
 * What the views of one region share, whichever model they are of: the settings of the workspace, and
 * what the region has read, which is what it depends on.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import { withNames } from '../data/names.ts';
import type { OwnFields } from '../data/schema/own-fields.ts';
import type { Tabs } from '../data/schema/tabs.ts';
import type { SectionSettings } from './template.ts';

export class RegionScope {
  /** The entries that its text is made from. */
  readonly entries = new Set<Entry>();
  /** Further files that its text is made from: code whose calls it says the reasons of. */
  readonly shipped = new Set<string>();
  readonly asOf: string | undefined;
  /** The fields that permadocs.yaml declares. */
  readonly own: OwnFields;
  readonly placeholders: SectionSettings['placeholders'];
  readonly tabs: Tabs;
  /** Whether the text has elements of JSX, which only MDX knows. */
  hasJsx = false;
  readonly #catalog: Catalog;

  constructor(catalog: Catalog, asOf: string | undefined, settings: SectionSettings) {
    this.#catalog = catalog;
    this.asOf = asOf;
    this.own = settings.fields;
    this.placeholders = settings.placeholders;
    this.tabs = settings.tabs;
  }

  /** A text with its names filled in, such as `{role:s3-readonly}`. */
  named(text: string): string {
    return withNames(text, this.#catalog, (entry) => this.touch(entry));
  }

  /** The entry, which feeds the region from now on. */
  touch<E extends Entry>(entry: E): E {
    this.entries.add(entry);
    return entry;
  }
}
