/** Nearly the same policy on several pages, and what the copies allow differently: one finding a family. */
import type { Problem } from '../../../problems/problem.ts';
import { copiesOn, type Differing, driftOf } from './copies.ts';
import type { DriftRule } from '../../lint.ts';
import type { IamLint } from './page.ts';

export const drift: DriftRule<IamLint> = {
  code: 'lint/drift',
  good: `<!-- a.md -->\n${example('"s3:GetObject", "s3:ListBucket"')}\n<!-- b.md -->\n${example('"s3:ListBucket", "s3:GetObject"')}`,
  bad: `<!-- a.md -->\n${example('"s3:GetObject", "s3:ListBucket"')}\n<!-- b.md -->\n${example('"s3:PutObject", "s3:ListBucket"')}`,
  subject: 'policy is',
  gather: copiesOn,
  compare: async (copies, context) =>
    (await driftOf(copies, context)).flatMap(({ first, others }) => {
      const all = [first, ...others.map(({ variant }) => variant)].flatMap((one) => one.copies);
      const [at, ...rest] = all;
      if (!at) return [];
      return [
        { places: [at, ...rest], lines: [`also at ${placesOf(rest)}`, ...differences(others)] },
      ];
    }),
};

/** More places than this are counted. */
const MOST_PLACES = 5;

const placesOf = (copies: readonly Problem[]): string =>
  listed(copies.map(({ file, line }) => `${file}:${line}`));

const filesOf = (copies: readonly Problem[]): string =>
  listed([...new Set(copies.map(({ file }) => file))]);

function listed(places: readonly string[]): string {
  const more = places.length - MOST_PLACES;
  return more > 1
    ? `${places.slice(0, MOST_PLACES).join(', ')} and ${more} more`
    : places.join(', ');
}

/** Copies that differ in the same way are told together. */
function differences(others: Differing['others']): string[] {
  const told = new Map<string, Problem[]>();
  for (const { variant, lines } of others) {
    const words = lines.join('\n');
    told.set(words, [...(told.get(words) ?? []), ...variant.copies]);
  }
  return [...told].flatMap(([words, copies]) => {
    const [line = '', ...more] = words.split('\n');
    return [`${filesOf(copies)}: ${line}`, ...more];
  });
}

function example(actions: string): string {
  const statement = `{ "Sid": "Read", "Effect": "Allow", "Action": ["s3:GetBucketLocation", ${actions}], "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] }`;
  return `\`\`\`json\n{ "Version": "2012-10-17", "Statement": [${statement}] }\n\`\`\`\n`;
}
