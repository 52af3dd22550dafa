import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';

import { checkArguments } from '../../scripts/sections/arguments.ts';
import { loadCatalog } from '../../scripts/data/catalog.ts';
import { loadSections, renderSection } from '../../scripts/sections/sections.ts';
import { Source } from '../../scripts/problems/source.ts';
import type { TemplateSource } from '../../scripts/sections/template.ts';
import { landingsOf } from '../../scripts/sections/placing.ts';
import { noted } from '../support/reported.ts';
import { DATA } from '../support/workspace.ts';

const HEAD =
  '---\ndescription: A test.\nparams:\n  role: { type: role }\n  level: { type: integer, default: 2, min: 1, max: 5 }\n  note: { type: text, optional: true }\n---\n\n';

function template(name: string, text: string): TemplateSource {
  const isPartial = name.startsWith('partials/');
  return {
    name: name.replace('partials/', ''),
    isPartial,
    source: new Source(`templates/${name}.hbs`, text),
  };
}

/** `line:column code: message` of what is wrong with a template whose body begins at line 9. */
function problems(body: string, partials: Readonly<Record<string, string>> = {}): string[] {
  const { problems: found } = loadSections([
    template('x', HEAD + body),
    ...Object.entries(partials).map(([name, text]) => template(`partials/${name}`, text)),
  ]);
  return noted(found).map(
    ({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`,
  );
}

function render(
  body: string,
  data = DATA,
  args: Record<string, string> = {},
  partials: Readonly<Record<string, string>> = {},
): string {
  const loaded = loadSections([
    template('x', HEAD + body),
    ...Object.entries(partials).map(([name, text]) => template(`partials/${name}`, text)),
  ]);
  expect(loaded.problems).toEqual([]);
  const { catalog } = loadCatalog([new Source('a.yaml', data)]);
  const section = loaded.sections.get('x');
  if (!section) throw new Error('the section is there when nothing is wrong');
  const checked = checkArguments(section, { role: 'reader', ...args }, catalog);
  expect(checked.problems).toEqual([]);
  return renderSection(section, checked.args, catalog, undefined, (url) => url).text;
}

describe('a parameter', () => {
  const text =
    '---\ndescription: x\nparams:\n  role: { type: role, formerly: id }\n---\n\n{{role.name}}\n';
  const { sections } = loadSections([template('x', text)]);
  const section = sections.get('x');
  if (!section) throw new Error('the section is there when nothing is wrong');
  const { catalog } = loadCatalog([new Source('a.yaml', DATA)]);

  it('is taken by its old name', () => {
    for (const name of ['role', 'id']) {
      const { args, problems: found } = checkArguments(section, { [name]: 'reader' }, catalog);
      expect(found).toEqual([]);
      expect(renderSection(section, args, catalog, undefined, (url) => url).text).toBe(
        '`ReaderRole`',
      );
    }
  });

  it('has one name in a marker', () => {
    const both = checkArguments(section, { role: 'reader', id: 'writer' }, catalog);
    expect(both.problems).toMatchObject([{ code: 'marker/unknown-parameter' }]);
    const none = checkArguments(section, {}, catalog);
    expect(none.problems[0]?.words.hint).toContain('add role="…"');
  });
});

describe('a template is refused', () => {
  it.each([
    ['{{rol.name}}', ['9:3 template/unknown-name: `rol` is not declared']],
    ['a\n  {{role.nam}}', ['10:5 template/unknown-name: role has no `nam`']],
    ['{{role.permissions.file.x}}', ['9:3 template/unknown-name: code has no `x`']],
    ['{{#if rol}}x{{/if}}', ['9:7 template/unknown-name: `rol` is not declared']],
    [
      '{{fence role.permissions.json titel="x"}}',
      ['9:31 template/bad-argument: `fence` takes no argument `titel`'],
    ],
    ['{{fence}}', ['9:1 template/bad-argument: `fence` takes 1 argument, not 0']],
    [
      '{{fence role}}',
      ['9:9 template/bad-argument: argument 1 of fence must be json or code or text, not role'],
    ],
    ['{{nothing role.name}}', ['9:1 template/unknown-helper: there is no helper `nothing`']],
    ['{{> nothing}}', ['9:1 template/unknown-partial: there is no partial `nothing`']],
    ['{{{role.name}}}', ['9:1 template/unescaped: this turns off escaping']],
    ['{{&role.name}}', ['9:1 template/unescaped: this turns off escaping']],
    [
      '`{{role.name}}`',
      ['9:2 template/unescaped: a value inside backticks could end the code span'],
    ],
    ['{{role.permissions.json}}', ['9:1 template/bad-argument: json cannot be printed']],
    ['{{role}}', ['9:1 template/bad-argument: role cannot be printed']],
    ['{{role.intro}}', ['9:3 template/optional: `role.intro` may be absent']],
    ['{{note}}', ['9:3 template/optional: `note` may be absent']],
    ['{{#unless note}}{{note}}{{/unless}}', ['9:19 template/optional: `note` may be absent']],
    ['{{role.trust.file}}', ['9:3 template/optional: `role.trust` may be absent']],
    [
      '{{#each role.name}}x{{/each}}',
      [
        '9:9 template/bad-argument: {{#each}} needs a list, not code',
        '9:1 template/bad-argument: {{#each}} must name its item',
      ],
    ],
    ['{{this}}', ['9:3 template/unknown-name: `this` is not supported in templates']],
    ['{{@root.role}}', ['9:3 template/unknown-name: `@root.role` is not supported in templates']],
    ['{{role.constructor}}', ['9:3 template/unknown-name: role has no `constructor`']],
    ['{{role.__proto__}}', ['9:3 template/unknown-name: role has no `__proto__`']],
    ['{{#with role}}x{{/with}}', ['9:4 template/unknown-helper: {{#with}} does not exist']],
    ['{{lookup role "name"}}', ['9:1 template/unknown-helper: there is no helper `lookup`']],
    [
      '{{#if role}}',
      [expect.stringMatching(/^(?:9|10):1 template\/syntax: Handlebars cannot parse this/)],
    ],
    ['text\n{{/if}}', [expect.stringMatching(/^10:1 template\/syntax/)]],
    [
      '{{shell role.name}}',
      ['9:1 template/bad-argument: `shell` quotes words of a command, so it works only in a fence'],
    ],
  ])('%s', (body, expected) => {
    expect(problems(body)).toEqual(expected);
  });

  it('for its front matter', () => {
    const load = (text: string): string[] =>
      noted(loadSections([template('x', text)]).problems).map(
        ({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`,
      );
    expect(load('no front matter')).toEqual([
      '1:1 template/front-matter: the template has no front matter',
    ]);
    expect(load('---\nparams: {}\n---\nx')).toEqual([
      expect.stringContaining('template/front-matter: `description` is missing'),
    ]);
    expect(load('---\ndescription: x\nparams:\n  a: { type: rol }\n---\nx')).toEqual([
      '4:14 template/front-matter: `rol` is not a valid parameter type',
    ]);
    expect(load('---\ndescription: x\nparam: {}\n---\nx')).toEqual([
      expect.stringContaining('3:1 template/front-matter: unknown key `param`'),
    ]);
    expect(load('---js\nprocess.exit(9)\n---\nx')).toEqual([
      '1:1 template/front-matter: the template has no front matter',
    ]);
    expect(load('---\ndescription: [\n---\nx')).toEqual([
      expect.stringMatching(/^2:\d+ template\/front-matter: Flow sequence/),
    ]);
  });

  it('for partials that include each other', () => {
    const partial = (body: string): string => `---\ndescription: x\n---\n\n${body}\n`;
    expect(problems('{{> a}}', { a: partial('{{> b}}'), b: partial('{{> a}}') })).toEqual([
      '5:1 template/partial-cycle: the partial a includes itself through b',
      '5:1 template/partial-cycle: the partial b includes itself through a',
    ]);
  });

  it('for what it gives a partial', () => {
    const partials = {
      p: '---\ndescription: x\nparams:\n  policy: { type: policy }\n  hint: { type: text, optional: true }\n---\n\n{{policy.file}}\n',
    };
    expect(problems('{{> p}}', partials)).toEqual([
      '9:1 template/bad-argument: the partial p needs the argument `policy`',
    ]);
    expect(problems('{{> p policy=role}}', partials)).toEqual([
      '9:14 template/bad-argument: policy of the partial p must be policy, not role',
    ]);
    expect(problems('{{> p policy=role.permissions hnt="x"}}', partials)).toEqual([
      '9:31 template/bad-argument: the partial p takes no argument `hnt`',
    ]);
    expect(problems('{{> p policy=role.permissions hint=note}}', partials)).toEqual([]);
  });
});

describe('a value is escaped for where it lands', () => {
  it.each([
    ['', 'prose'],
    ['- ', 'prose'],
    ['See ', 'inline'],
    ['| a | ', 'cell'],
    ['```bash\naws ', 'fence'],
    ['```\n```\n', 'prose'],
    ['````\n```\n', 'fence'],
    ['<summary>', 'markup'],
    ['<Tab label="', 'markup'],
    ['an `', 'code span'],
    ['an `x` and ', 'inline'],
  ])('after %j it is %s', (before, place) => {
    expect([...landingsOf(Handlebars.parse(`${before}{{x}}`)).values()]).toEqual([place]);
  });

  const data = DATA.replace(
    'title: Reader',
    'title: "import <b> {x} | *y* `z` ${aws:username}"\n    intro: "A `<code>` | {1}"',
  );

  it.each([
    ['{{role.title}}', '&#105;mport \\<b> \\{x\\} \\| \\*y\\* \\`z\\` \\$\\{aws\\:username\\}'],
    [
      'See {{role.title}}.',
      'See import \\<b> \\{x\\} \\| \\*y\\* \\`z\\` \\$\\{aws\\:username\\}.',
    ],
    ['| {{#if role.intro}}{{role.intro}}{{/if}} |', '| A `<code>` \\| \\{1\\} |'],
    ['{{fence role.title lang="text"}}', '```text\nimport <b> {x} | *y* `z` ${aws:username}\n```'],
    [
      '<summary>{{role.title}}</summary>',
      '<summary>import &lt;b&gt; &#123;x&#125; &#124; &#42;y&#42; &#96;z&#96; &#36;&#123;aws&#58;username&#125;</summary>',
    ],
    ['{{code role.title}}', '``import <b> {x} | *y* `z` ${aws:username}``'],
    [
      '```bash\naws {{shell role.title}}\n```',
      "```bash\naws 'import <b> {x} | *y* `z` ${aws:username}'\n```",
    ],
  ])('%s', (body, expected) => {
    expect(render(body, data)).toBe(expected);
  });
});

describe('a section', () => {
  it('reaches parameters from inside each, and items by their names', () => {
    const data = `${DATA}services:\n  svc: { title: S }\nactions:\n  svc:A: { summary: x }\n  svc:B: { summary: y }\n`;
    const text =
      '---\ndescription: x\nparams:\n  id: { type: service }\n  note: { type: text, optional: true }\n---\n\n{{#each service.actions as |action|}}\n- {{action.id}} of {{service.title}}{{#if note}}, {{note}}{{/if}}{{#if @last}}.{{/if}}\n{{/each}}\n';
    const { sections, problems: found } = loadSections([template('x', text)]);
    expect(found).toEqual([]);
    const { catalog } = loadCatalog([new Source('a.yaml', data)]);
    const section = sections.get('x');
    const args = new Map([
      ['id', 'svc'],
      ['note', 'n'],
    ]);
    expect(section && renderSection(section, args, catalog, undefined, (url) => url)).toMatchObject(
      { text: '- `svc:A` of S, n\n- `svc:B` of S, n.' },
    );
  });

  it('fills in defaults, and knows which files it rests on', () => {
    expect(render('{{heading level role.title}}')).toBe('## Reader');
    expect(render('{{heading (add level 1) role.title}}', DATA, { level: '3' })).toBe(
      '#### Reader',
    );
  });

  it('takes arguments of its types only', () => {
    const { sections } = loadSections([template('x', `${HEAD}x`)]);
    const { catalog } = loadCatalog([new Source('a.yaml', DATA)]);
    const section = sections.get('x');
    const check = (args: Record<string, string>): string[] =>
      section
        ? noted(checkArguments(section, args, catalog).problems).map(
            ({ code, words }) => `${code}: ${words.message}`,
          )
        : [];
    expect(check({ role: 'reader', level: '6' })).toEqual([
      'marker/bad-parameter: level="6" is not a whole number from 1 to 5',
    ]);
    expect(check({ role: 'reader', level: '2.5' })).toHaveLength(1);
    expect(check({ role: 'constructor' })).toEqual([
      'marker/bad-parameter: the data has no role `constructor`',
    ]);
    expect(check({})).toEqual(['marker/missing-parameter: x needs the parameter `role`']);
    expect(check({ role: 'reader', constructor: 'x' })).toEqual([
      'marker/unknown-parameter: x takes no parameter `constructor`',
    ]);
  });
});
