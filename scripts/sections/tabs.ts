/** Tabs in the syntax of a site: one for each form of the same thing. */
import { escapeProse } from '../markdown/escape.ts';
import type { Tabs } from '../data/schema/tabs.ts';

/** A tab: its label, and Markdown. */
interface Pane {
  readonly label: string;
  readonly body: string;
}

/** Readers who choose a form once see it on every page. */
const GROUP = 'policy-form';

/** Whether tabs are elements of JSX, which only MDX knows. */
export const isJsx = (tabs: Tabs): boolean => WRITERS[tabs].isJsx;

/** The panes as one block of Markdown. */
export const tabbed = (panes: readonly Pane[], tabs: Tabs): string => WRITERS[tabs].write(panes);

const WRITERS: Readonly<
  Record<Tabs, { readonly isJsx: boolean; readonly write: (panes: readonly Pane[]) => string }>
> = {
  headings: {
    isJsx: false,
    write: (panes) =>
      panes.map(({ label, body }) => `**${escapeProse(label)}**\n\n${body}`).join('\n\n'),
  },
  docusaurus: {
    isJsx: true,
    write: (panes) =>
      element(
        `<Tabs groupId="${GROUP}">`,
        panes.map(({ label, body }) =>
          element(`<TabItem value="${valueOf(label)}" label="${label}">`, [body], 'TabItem'),
        ),
        'Tabs',
      ),
  },
  starlight: {
    isJsx: true,
    write: (panes) =>
      element(
        `<Tabs syncKey="${GROUP}">`,
        panes.map(({ label, body }) => element(`<TabItem label="${label}">`, [body], 'TabItem')),
        'Tabs',
      ),
  },
  nextra: {
    isJsx: true,
    write: (panes) => {
      const items = panes.map(({ label }) => `'${label}'`).join(', ');
      return element(
        `<Tabs items={[${items}]} storageKey="${GROUP}">`,
        panes.map(({ body }) => element('<Tabs.Tab>', [body], 'Tabs.Tab')),
        'Tabs',
      );
    },
  },
  mkdocs: {
    isJsx: false,
    write: (panes) =>
      panes
        .map(({ label, body }) => `=== "${label}"\n\n${body.replace(/^(?=.)/gm, '    ')}`)
        .join('\n\n'),
  },
};

/** Blank lines make what is inside Markdown again. */
const element = (open: string, children: readonly string[], name: string): string =>
  `${open}\n\n${children.join('\n\n')}\n\n</${name}>`;

const valueOf = (label: string): string =>
  (label.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-');
