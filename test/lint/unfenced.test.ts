/** Policies that stand in no fence of their own. */
import { describe, expect, it } from 'vitest';

import { fence, on } from '../support/lint-pages.ts';

const JSON_TEXT = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }
  ]
}`;

const codes = async (page: string, name = 'a.md'): Promise<string[]> =>
  (await on(page, name)).map((found) => found.replace(/:\d+ /, ' '));

describe('a policy is found in', () => {
  it.each<[string, string, number]>([
    ['<pre>', `<pre>\n${JSON_TEXT}\n</pre>\n`, 5],
    ['<pre> with entities', `<pre>\n${JSON_TEXT.replaceAll('"', '&quot;')}\n</pre>\n`, 5],
    [
      '<pre> with highlighting',
      `<pre><code>\n${JSON_TEXT.replace('"Action"', '<span class="k">"Action"</span>')}\n</code></pre>\n`,
      5,
    ],
    [
      '<details>',
      `<details>\n<summary>Policy</summary>\n\n${fence('json', JSON_TEXT)}\n</details>\n`,
      8,
    ],
    ['a block of Hugo', `{{< highlight json >}}\n${JSON_TEXT}\n{{< /highlight >}}\n`, 5],
    ['a block of Jekyll', `{% highlight json %}\n${JSON_TEXT}\n{% endhighlight %}\n`, 5],
    ['indented code', `Text:\n\n${JSON_TEXT.replace(/^/gm, '    ')}\n`, 6],
    ['a quote', fence('json', JSON_TEXT).trimEnd().replace(/^/gm, '> ') + '\n', 5],
    [
      'an admonition of MkDocs',
      `!!! note\n\n${fence('json', JSON_TEXT).trimEnd().replace(/^/gm, '    ')}\n`,
      7,
    ],
    [
      'a tab of MkDocs',
      `=== "JSON"\n\n${fence('json', JSON_TEXT).trimEnd().replace(/^/gm, '    ')}\n`,
      7,
    ],
    [
      'YAML in a fence of text',
      fence(
        'text',
        'Version: 2012-10-17',
        'Statement:',
        '  - Effect: Allow',
        '    Action: s3:GetObjekt',
        "    Resource: '*'",
      ),
      5,
    ],
    ['a code span', '`{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }`\n', 1],
  ])('%s', async (_, page, line) => {
    expect(await codes(page)).toEqual([`${line} iam/invalid-action`]);
  });

  it.each<[string, string, number]>([
    ['an expression', `<pre>{\`\n${JSON_TEXT}\n\`}</pre>\n`, 5],
    ['an export', `export const policy = \`${JSON_TEXT}\`;\n\nText.\n`, 4],
    ['an exported object', `export const policy = ${JSON_TEXT};\n\nText.\n`, 4],
    ['an attribute', `<Code code={\`\n${JSON_TEXT}\n\`} />\n`, 5],
  ])('MDX: %s', async (_, page, line) => {
    expect(await codes(page, 'a.mdx')).toEqual([`${line} iam/invalid-action`]);
  });
});

describe('what is emphasized in HTML', () => {
  const pre = (action: string, resource: string): string =>
    `<pre>\n{\n  "Version": "2012-10-17",\n  "Statement": [\n    { "Effect": "Allow", "Action": "${action}", "Resource": "${resource}" }\n  ]\n}\n</pre>\n`;

  it.each([
    ['s3:GetObject', 'arn:aws:s3:::<b>bucket</b>/*'],
    ['iot:Publish', 'arn:aws:iot:<b>region</b>:<b>account</b>:topic/<i>name</i>/json'],
    ['s3:GetObject', 'arn:aws:s3:::<em class="user">your bucket</em>/*'],
    [
      'iot:Publish',
      'arn:aws:iot:<b>&lt;region&gt;</b>:<b>&lt;account&gt;</b>:topic/<b>&lt;name&gt;</b>/json',
    ],
    ['s3:GetObject', 'arn:aws:s3:::&lt;bucket&gt;/*'],
    ['<b>s3:GetObject</b>', '*'],
    ['s3:GetObject', '<em>arn:aws:s3:::reports/*</em>'],
  ])('stands for a value, or is one: %s %s', async (action, resource) => {
    expect(await on(pre(action, resource))).toEqual([]);
  });

  it.each([
    ['s3:GetObject', 'arn:aws:s3::<b>bucket</b>/*', 'iam/missing-arn-field'],
    ['s3:ListBucket', 'arn:aws:s3:::<b>bucket</b>/*', 'iam/resource-mismatch'],
    ['s3:ListBucket', 'arn:aws:s3:::<b>&lt;bucket&gt;</b>/*', 'iam/resource-mismatch'],
    ['<b>s3:GetObjekt</b>', '*', 'iam/invalid-action'],
    ['s3:GetObject', '<em>arn:aws:s3::reports/*</em>', 'iam/missing-arn-field'],
  ])('hides no mistake: %s %s', async (action, resource, code) => {
    expect(await on(pre(action, resource))).toEqual([expect.stringMatching(`^5:.*${code}`)]);
  });
});

describe('is left alone', () => {
  it.each([
    ['a comment', `<!--\n${JSON_TEXT}\n-->\n`],
    ['an announced mistake', `This policy is wrong:\n\n<pre>\n${JSON_TEXT}\n</pre>\n`],
    ['prose about an effect', 'The "Effect": it is "Allow" or "Deny". Action follows.\n'],
  ])('%s', async (_, page) => {
    expect(await codes(page)).toEqual([]);
  });

  it('a region of permadocs', async () => {
    const page = `<!-- BEGIN permadocs policy role="x" -->\n\n<pre>\n${JSON_TEXT}\n</pre>\n\n<!-- END permadocs policy -->\n`;
    expect(await codes(page)).toEqual([]);
  });
});
