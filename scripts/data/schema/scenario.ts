/** Scenarios: named sets of request contexts, as a list or with a title. */
import * as z from 'zod';

import { doc } from './doc.ts';
import { context } from './space.ts';
import { text } from './text.ts';

const contexts = () =>
  z
    .array(context)
    .min(1)
    .register(
      ...doc('The contexts of the scenario; a claim that uses it must hold in each.', {
        title: 'Scenario',
      }),
    );

const titled = z
  .strictObject({
    title: text().register(...doc('What pages call the scenario: “through the AWS MCP Server”.')),
    contexts: contexts(),
  })
  .register(...doc('The contexts of the scenario, and its title.', { title: 'Scenario' }));

export const scenario = z
  .union([contexts(), titled], { error: 'expected a list of contexts, or { title, contexts }' })
  .register(...doc('A list of contexts, or `title` and `contexts`.', { title: 'Scenario' }));

type ScenarioData = z.output<typeof scenario>;

export const contextsIn = (value: ScenarioData): Extract<ScenarioData, readonly unknown[]> =>
  Array.isArray(value) ? value : value.contexts;

/** What pages call a scenario: its title, or its id as words. */
export const titleOfScenario = (id: string, value: ScenarioData): string =>
  Array.isArray(value) ? id.replaceAll('-', ' ') : value.title;
