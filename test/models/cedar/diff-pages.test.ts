/** Cedar policies in pages of two sides: the same, or what was written differently. */
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../../scripts/data/catalog.ts';
import { CEDAR } from '../../../scripts/models/cedar/cedar.ts';
import { fence } from '../../support/lint-pages.ts';

const side = (text: string) => ({
  kindOf: () => ({ file: 'a.md', flavor: 'commonmark' as const, frozen: false }),
  pages: new Map(text === '' ? [] : [['a.md', Buffer.from(text)]]),
});

/** `place presence: edits; kinds that are not excluded` of each policy. */
async function changed(before: string, after: string): Promise<string[]> {
  const policies = await CEDAR.compare.pages(side(before), side(after), {
    catalog: loadCatalog([]).catalog,
    substitute: (text) => text,
    keep: (_, make) => make(),
  });
  return policies.map(({ id, presence, edits = [], access: { changes } }) => {
    const open = Object.entries(changes).flatMap(([kind, { verdict }]) =>
      verdict === 'no' ? [] : kind,
    );
    return `${id} ${presence}: ${edits.join('; ')}; ${open.join(' ')}`;
  });
}

const SEARCH = 'permit (principal, action == Action::"call_tool", resource == Tool::"search");';
const json = (...policies: string[]): string =>
  fence('json', JSON.stringify({ version: '1.0', type: 'cedarv1', cedar: { policies } }, null, 2));

describe('Cedar policies in pages', () => {
  it.each<[string, string, string, string[]]>([
    [
      'are the same in another layout, and in another fence',
      fence('cedar', SEARCH),
      `Text.\n\n${json(SEARCH.replaceAll(' == ', '=='))}`,
      ['a.md:9 both: ; '],
    ],
    [
      'are known again by what they have in common',
      fence('cedar', SEARCH),
      fence('cedar', SEARCH.replace('search', 'find')),
      [
        'a.md:2 both: removed: permits call_tool on Tool::"search" for everyone; added: permits call_tool on Tool::"find" for everyone; gained lost',
      ],
    ],
    [
      'are new',
      '',
      fence('cedar', 'forbid (principal in THVGroup::"x", action, resource);'),
      [
        'a.md:2 new: added: forbids every action on every resource for all in THVGroup::"x"; guarded',
      ],
    ],
    [
      'are gone',
      fence('cedar', SEARCH),
      'None.\n',
      ['a.md:2 gone: removed: permits call_tool on Tool::"search" for everyone; lost'],
    ],
    [
      'that do not parse cannot be told',
      fence('cedar', SEARCH),
      fence('cedar', SEARCH.slice(0, -1)),
      ['a.md:2 both: ; unguarded gained lost guarded'],
    ],
    ['are not the grammar of the language', '', fence('text', 'permit|forbid (principal, …);'), []],
    ['may be none', fence('json', '{}'), fence('json', '[]'), []],
  ])('%s', async (_, before, after, expected) => {
    expect(await changed(before, after)).toEqual(expected);
  });
});
