/** What is said of ignore comments themselves; `lint/ignore.ts` finds it when it applies them. */
import type { Examples } from '../../models/lint.ts';

export const badIgnore: Examples = {
  code: 'lint/bad-ignore',
  good: '<!-- permadocs-ignore-next-line lint/stale-action: quoted from the old guide -->\n\nThe role needs `aws-mcp:InvokeMcp`.\n',
  bad: '<!-- permadocs-ignore-next-line lint/stale-action -->\n\nThe role needs `s3:GetObject`.\n',
};

export const unusedIgnore: Examples = {
  code: 'lint/unused-ignore',
  good: badIgnore.good,
  bad: '<!-- permadocs-ignore-next-line lint/stale-action: quoted from the old guide -->\n\nThe role needs `s3:GetObject`.\n',
};
