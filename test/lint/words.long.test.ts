/** The quick search in the bytes of pages finds what plain patterns find in their texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { byteSearch, SHORTEST } from '../../scripts/lint/byte-search.ts';
import { knowledgeOf } from '../../scripts/lint/knowledge.ts';
import { wordsOf } from '../../scripts/lint/words.ts';
import { BEGINNING } from '../../scripts/models/iam/lint/words.ts';
import { MODELS } from '../../scripts/models/models.ts';

const { names } = await knowledgeOf(MODELS, undefined);
const REFERENCES = [...names, 'OldRole', 'né', 'ab', 'rôle-ä.json', ':role/'];
const NAMES = REFERENCES.filter((one) => one.includes(':') && !one.includes('/'));
const WORDS = REFERENCES.filter((one) => !NAMES.includes(one));
const SERVICES = [...new Set(NAMES.map((name) => name.slice(0, name.indexOf(':') + 1)))];

/** What a page must have, as patterns say it that go over the whole text. */
const SOUGHT: readonly ((text: string) => boolean)[] = [
  (text) => /\bEffect(?:["']|&quot;)?\s{0,8}[:=]/.test(text),
  (text) =>
    ['aws_iam_policy_document', 'statement {', 'Effect\\"', 'Effect”', 'permadoc', 'perma-doc']
      .concat('PolicyStatement(', 'olicyDocument(', 'policy_document(')
      .concat(WORDS)
      .some((word) => text.includes(word)),
  (text) => /20(?:12|08)-10-17/.test(text) && /Statement|"statement"/.test(text),
  (text) =>
    SERVICES.some((service) => text.includes(service)) &&
    new RegExp(`\\b(?:${NAMES.join('|')})\\b`, 'i').test(text),
  (text) =>
    [
      ...text.matchAll(/(?:[`>"'\n]|[|>\n*+-][ \t]{1,40})[a-z][a-z0-9-]+:([A-Z][A-Za-z0-9]*)/g),
    ].some(([, name = '']) => BEGINNING.test(name)),
  (text) =>
    /(?:^|\n)[ \t]{0,40}(?:"(?:Not)?(?:Action|Resource)"[ \t]{0,8}:|(?:Not)?(?:Action|Resource):|(?:not_)?(?:actions|resources)[ \t]{0,20}=[ \t]{0,8}\[)/.test(
      text,
    ),
  (text) =>
    text.includes('.ama') &&
    /ServicePrincipal\(|--principal[ =]|aws[_-]service[_-]name|AWSServiceName:|\bprincipal {0,20}=|Principal: |[Ss]ervice principal/.test(
      text,
    ),
  (text) => /\b(?:permit|forbid)\s{0,4}\(/.test(text),
];

const PIECES = [
  ...[
    'Effect¦"¦&quot;¦ ¦  ¦\n¦:¦=¦(¦`¦-¦.¦x¦X¦”¦é¦2012-10-17¦2008-10-17¦2012-10-1¦Statement¦State',
    'aws_iam_policy_¦document¦permado¦cs¦perma-¦doc¦permit¦forbid¦permi¦t¦statement ¦{¦s3:¦Get¦Object¦`s3¦:List',
    'Statement 2008-10-17¦Statement 2012-10¦forbid (¦permit(¦Effect":¦`s3:GetObject`¦B¦aws-¦mcp¦aws-mcp¦deep¦lens¦OldRole¦né¦ab¦a¦rôle-ä¦.json',
    '"Action¦"Resource":¦NotAction:¦\n actions¦ = [¦\nnot_resources=[¦Action: ',
    '"statement"¦.ama¦zonaws¦Service¦Principal(¦Principal: ¦ principal ¦=¦aws-service-¦name¦--principal¦ getPolicyDocument¦(',
    ':role¦/¦one:¦lambda:¦Lambda:¦every',
  ].flatMap((pieces) => pieces.split('¦')),
  ...NAMES.slice(0, 12),
  ...NAMES.slice(0, 12).map((name) => name.toUpperCase()),
  ...WORDS.map((word) => word.slice(1)),
];
const FILL = fc.constantFrom('', '', 'A sentence of words, which say nothing. '.repeat(3));

describe('the bytes of a page', () => {
  it('are worth reading where patterns find something in its text', () => {
    const { isWorthReading } = wordsOf(MODELS, REFERENCES);
    const found = SOUGHT.map(() => 0);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...PIECES), FILL), { maxLength: 16 }),
        (pieces) => {
          const text = pieces.flat().join('');
          const reasons = SOUGHT.map((isSought) => isSought(text));
          for (const [index, isFound] of reasons.entries()) if (isFound) found[index]! += 1;
          expect(isWorthReading(Buffer.from(text))).toBe(reasons.includes(true));
        },
      ),
      { numRuns: 20_000 },
    );
    expect(Math.min(...found)).toBeGreaterThan(10);
  });

  it('are searched for words of any letters and lengths', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'abé-Z'),
      minLength: SHORTEST,
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 4 }),
        fc.string({ unit: fc.constantFrom(...'abé-Z'), maxLength: 300 }),
        (words, text) => {
          const isThere = words.some((one) => text.includes(one));
          expect(byteSearch(words)(Buffer.from(text))).toBe(isThere);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
