/** How sites write tabs. */

/** With `headings` there are no tabs, but one block after the other, each under its name in bold. */
export const TABS = ['headings', 'docusaurus', 'starlight', 'nextra', 'mkdocs'] as const;
export type Tabs = (typeof TABS)[number];
