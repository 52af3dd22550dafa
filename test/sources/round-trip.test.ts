/** The same statements in every form that ships are read as the same policy. */
import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';

import { shipped } from '../support/shipped.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'B', '1', '/', '-', '*', '.', ' ', "'", '{', '}', '#', '%', '$'),
  maxLength: 8,
});
const resource = text.map((rest) => `arn:aws:s3:::${rest}`);
const statement = fc.record({
  Sid: fc.constantFrom('One', 'Two'),
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.array(fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:*'), {
    minLength: 2,
    maxLength: 3,
  }),
  Resource: fc.array(fc.oneof(resource, fc.constant('arn:aws:s3:::b/${aws:username}')), {
    minLength: 2,
    maxLength: 3,
  }),
});
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
type Statements = typeof statements extends fc.Arbitrary<infer One> ? One : never;

const policy = (Statement: Statements) => ({ Version: '2012-10-17', Statement });

/** A text of Terraform. */
const quoted = (value: string): string =>
  JSON.stringify(value)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{');
const list = (values: readonly string[]): string => `[${values.map(quoted).join(', ')}]`;

const document = (all: Statements): string =>
  `data "aws_iam_policy_document" "d" {\n${all
    .map(
      ({ Sid, Effect, Action, Resource }) =>
        `  statement {\n    sid = ${quoted(Sid)}\n    effect = ${quoted(Effect)}\n    actions = ${list(Action)}\n    resources = ${list(Resource)}\n  }\n`,
    )
    .join('')}}\n`;

const encoded = (all: Statements): string =>
  `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [${all
    .map(
      ({ Sid, Effect, Action, Resource }) =>
        `{\n      Sid = ${quoted(Sid)}\n      Effect = ${quoted(Effect)}\n      Action = ${list(Action)}\n      Resource = ${list(Resource)}\n    }`,
    )
    .join(', ')}]\n  })\n}\n`;

/** A lone `${` or `{{` is a variable to every form; these texts have none. */
const isPlain = (all: Statements): boolean =>
  all.every(({ Resource }) =>
    Resource.every(
      (one) => !/\{\{/.test(one) && (!one.includes('${') || one.includes(':username')),
    ),
  );

describe('a policy in every form that ships', () => {
  it('is read as what was written', () => {
    fc.assert(
      fc.property(statements.filter(isPlain), (all) => {
        const expected = JSON.parse(JSON.stringify(all)) as object[];
        const read = (file: string, content: string) =>
          shipped({ [file]: content }, `{ from: ${file} }`);
        for (const [file, content] of [
          ['a.json', JSON.stringify(policy(all), null, 2)],
          ['b.json', JSON.stringify(policy(all))],
          ['a.yaml', stringify(policy(all))],
          ['a.tf', document(all)],
          ['b.tf', encoded(all)],
        ] as const) {
          const { policy: made, problems } = read(file, content);
          expect([file, problems, made?.map((one) => sorted(one))]).toEqual([
            file,
            [],
            expected.map(sorted),
          ]);
        }
      }),
    );
  });

  it('is Terraform to Terraform’s own parser, with the same texts', async () => {
    for (const all of fc.sample(statements.filter(isPlain), { numRuns: 20, seed: 1 })) {
      const parsed = (await parse('a.tf', document(all))) as {
        data: { aws_iam_policy_document: { d: { statement: { resources: string[] }[] }[] } };
      };
      const [block] = parsed.data.aws_iam_policy_document.d;
      const { policy: made } = shipped({ 'a.tf': document(all) }, '{ from: a.tf }');
      const theirs = block?.statement.map(({ resources }) =>
        resources.map((one) => one.replaceAll('$${', () => '${').replaceAll('%%{', '%{')),
      );
      expect((made as { Resource: string[] }[]).map(({ Resource }) => Resource)).toEqual(theirs);
    }
  });
});

const sorted = (one: unknown): [string, unknown][] =>
  Object.entries(one as object).toSorted(([a], [b]) => (a < b ? -1 : 1));
