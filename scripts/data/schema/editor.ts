/**
 * What the program checks beyond the shapes, as JSON Schema, so that editors report it as people
 * type.
 */
import type * as z from 'zod';

import { OPERATOR_NAMES } from '../../iam/operators.ts';
import { SELECTORS } from '../../problems/code-families.ts';
import { claim, policyClaimShape } from './claim.ts';
import { ruleName } from './config.ts';
import { policyEntry } from './policy.ts';
import { rolePolicies } from './role.ts';
import { requirement } from './source.ts';
import {
  conditionItem,
  conditionValue,
  managedDocument,
  operatorName,
  policies,
  sharedStatement,
  statement,
} from './statement.ts';

type Keywords = Readonly<Record<string, unknown>>;

/** Operators are case-insensitive, but JSON Schema has no such flag, hence `[Bb][Oo][Oo][Ll]`. */
const anyCase = (name: string): string =>
  name.replace(/[a-zA-Z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);

const names = OPERATOR_NAMES.map(anyCase).join('|');
const OPERATOR = `^(?:${anyCase('ForAllValues')}:|${anyCase('ForAnyValue')}:)?(?:${names})(?:${anyCase('IfExists')})?$`;
const wrongOperator =
  'there is no such condition operator; write StringEquals, ArnLike, Bool and so on, optionally followed by IfExists or preceded by ForAnyValue:';

/** The keywords `if`, `then` and `else` of JSON Schema. */
function when(condition: Keywords, consequence: Keywords, otherwise?: Keywords): Keywords {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword, and nobody awaits a schema
  return { if: condition, then: consequence, ...(otherwise && { else: otherwise }) };
}

/**
 * references/statements.ts refuses numbers of twelve digits. Only it can tell what YAML made of a
 * leading zero.
 */
const notAnAccount = when(
  { type: 'number', minimum: 100_000_000_000, maximum: 999_999_999_999 },
  { type: 'string', errorMessage: 'an account id is a name: quote it, "111122223333"' },
);

const without = (...names: string[]): Keywords => ({
  properties: Object.fromEntries(names.map((name) => [name, false])),
});

const oneOf = 'a policy has one of `statements`, `use` and `from`';
const oneOrigin = when(
  { required: ['use'] },
  { properties: { statements: false, from: false }, errorMessage: oneOf },
  when(
    { required: ['from'] },
    { properties: { statements: false }, errorMessage: oneOf },
    { required: ['statements'], errorMessage: oneOf },
  ),
);

const eitherDocument = 'a document has either `statements` or `from`';

const oneOfThree = 'a role has at least one of `permissions`, `trust`, `boundary` and `managed`';
const noEffect =
  'the statement has no `Effect`; write `Effect: Allow` or `Effect: Deny`, or refer to a shared statement with `use`, or to one that ships with `from`';

const SUBJECTS = ['requests', 'every', 'only', 'within'];
const aClaim = 'a claim has one of `requests`, `every`, `only` and `within`';

/** references/claims.ts says the same of claims. */
const claimRules = {
  oneOf: SUBJECTS.map((name) => ({ required: [name] })),
  errorMessage: aClaim,
  allOf: [
    when(
      { anyOf: [{ required: ['only'] }, { required: ['within'] }] },
      { ...without('expect'), errorMessage: '`only` and `within` expect nothing by themselves' },
      { required: ['expect'], errorMessage: 'the claim does not say what it expects' },
    ),
    when({ required: ['within'] }, {}, without('guardrails')),
    when({ required: ['requests'] }, {}, without('principal')),
    when({ properties: { policy: { const: 'trust' } }, required: ['policy'] }, {}, without('with')),
  ],
};

/** Rules by the shape that they belong to. */
export const EDITOR_RULES: ReadonlyMap<z.core.$ZodType, Keywords> = new Map<
  z.core.$ZodType,
  Keywords
>([
  [
    statement,
    when(
      { required: ['use'] },
      { propertyNames: { const: 'use', errorMessage: '`use` must be the only key' } },
      when(
        { required: ['from'] },
        {
          propertyNames: {
            enum: ['from', 'values'],
            errorMessage: '`from` goes with `values` alone',
          },
        },
        { required: ['Effect'], errorMessage: noEffect },
      ),
    ),
  ],
  [
    sharedStatement,
    when(
      { required: ['use'] },
      {
        properties: { use: false },
        errorMessage: 'a shared statement cannot `use` another one; write it out',
      },
      { required: ['Effect'], errorMessage: 'the statement has no `Effect`: `Allow` or `Deny`' },
    ),
  ],
  ...Object.values(policies).map((policy) => [policy, oneOrigin] as const),
  [
    rolePolicies,
    when({ maxProperties: 0 }, { required: ['permissions'], errorMessage: oneOfThree }),
  ],
  [policyEntry, oneOrigin],
  [
    managedDocument,
    when(
      { required: ['from'] },
      { properties: { statements: false }, errorMessage: eitherDocument },
      { required: ['statements'], errorMessage: eitherDocument },
    ),
  ],
  [claim, claimRules],
  [policyClaimShape, claimRules],
  [
    requirement,
    when(
      { required: ['actions'] },
      {
        ...without('from', 'match', 'preset'),
        errorMessage: 'a requirement has either `from` or `actions`',
      },
      { required: ['from'], errorMessage: 'a requirement has either `from` or `actions`' },
    ),
  ],
  [conditionItem, notAnAccount],
  [conditionValue, notAnAccount],
  [
    operatorName,
    {
      // The first is for completion; the second also accepts other spellings.
      anyOf: [
        { enum: OPERATOR_NAMES, errorMessage: wrongOperator },
        { pattern: OPERATOR, patternErrorMessage: wrongOperator },
      ],
    },
  ],
  [
    ruleName,
    {
      enum: SELECTORS,
      errorMessage: 'there is no such problem code; permadocs list codes lists them',
    },
  ],
]);
