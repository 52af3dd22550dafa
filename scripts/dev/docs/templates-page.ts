/** docs/templates.md: everything that a template may name, from the types that check templates. */
import { fieldRows } from '../../sections/fields.ts';
import { HELPERS } from '../../sections/helpers.ts';
import { page, plain } from './reference-pages.ts';
import { table } from './readme-tables.ts';

/** What a shape is, if its name does not say it. */
const WORDS: Readonly<Record<string, string>> = {
  all: 'What every section can use without a parameter: `{{#each all.roles as |role|}}`. Lists are sorted by id, whatever the order of the files.',
  service: 'A parameter of type `service`.',
  action: 'An action that the data describe.',
  conditionKey: 'A parameter of type `conditionKey`.',
  statement: 'A shared statement; a parameter of type `statement`.',
  policyStatement: 'A statement of a policy. Elements are as written, with their placeholders.',
  role: 'A parameter of type `role`.',
  error: 'A parameter of type `error`.',
};

const LEAD = `A section is a Handlebars template in \`templates/\`. It may name its parameters, the items of \`{{#each list as |item|}}\` and \`all\`, and their fields; anything else is an error at its line. \`permadocs list fields\` and \`permadocs list helpers\` print the same in a terminal.

Types: \`text\` is escaped, \`markdown\` is rendered, \`code\` becomes a code span, \`date\` is written out, \`json\` is printed by \`fence\`. A type that ends in \`?\` may be absent, so it is printed inside \`{{#if …}}\`; one that ends in \`[]\` is a list, and \`.length\` is the number of its items.

Texts in the data may name a role instead of spelling its name, so that a rename reaches them: \`{role:s3-readonly}\` prints the role’s name in IAM, \`{file:s3-readonly}\` the file of its permissions policy, and \`{file:s3-readonly:trust}\` that of another kind.

The fields of a kind of thing that are your own are declared in \`permadocs.yaml\`, filled in under \`fields\` in the data, and printed as \`{{role.fields.owner}}\`:

\`\`\`yaml
fields:
  roles:
    owner: { type: text, description: Who answers for it. }
\`\`\``;

export function templatesPage(): string {
  const all = fieldRows({});
  const parts = [...new Set(all.map(({ shape }) => shape))].map((shape) => {
    const rows = all.filter((row) => row.shape === shape);
    const lines = rows.map(({ name, type, description }) => [
      `\`${name}\``,
      `\`${type}\``,
      plain(description),
    ]);
    const words = WORDS[shape];
    const lead = words === undefined ? '' : `${words}\n\n`;
    return `## ${shape}\n\n${lead}${table(['field', 'type', 'holds'], lines)}`;
  });
  const helpers = Object.entries(HELPERS).map(([name, { params, hash, returns, description }]) => [
    `\`${name}\``,
    [...params, ...Object.entries(hash).map(([key, type]) => `${key}=${type}`)]
      .map((one) => `\`${one}\``)
      .join(', '),
    `\`${returns}\``,
    plain(description),
  ]);
  return page('Templates', LEAD, [
    ...parts,
    `## Helpers\n\n${table(['helper', 'takes', 'gives', 'what it does'], helpers)}`,
  ]);
}
