/** Statements of Terraform whose document is not printed around them. */
import { expect, it } from 'vitest';

import { fence, on } from '../support/lint-pages.ts';

const statement = (...lines: string[]): string =>
  fence('hcl', 'statement {', ...lines.map((line) => `  ${line}`), '}');

it('are statements', async () => {
  expect(
    await on(statement('actions   = ["sqs:SendMessages"]', 'resources = ["arn:aws:sqs::jobs"]')),
  ).toEqual(['3:16 iam/invalid-action', '4:16 iam/missing-arn-field']);
  expect(
    await on(
      statement('actions   = ["s3:GetObject"]', 'resources = ["${aws_s3_bucket.b.arn}/*"]') +
        '\n' +
        statement('effect = "Deny"', 'not_actions = ["iam:*"]', 'resources = ["*"]'),
    ),
  ).toEqual([]);
});

it('are not those of a firewall, nor of another cloud', async () => {
  expect(await on(statement('geo_match_statement {', '  country_codes = ["US"]', '}'))).toEqual([]);
  expect(
    await on(
      fence(
        'hcl',
        'data "minio_iam_policy_document" "x" {',
        '  statement {',
        '    actions   = ["s3:GetObjects"]',
        '    resources = ["arn:aws:s3:::photos"]',
        '  }',
        '}',
      ),
    ),
  ).toEqual([]);
});
