/** Values that a key can never have, where AWS documents what it holds. */
import type { IamCode } from '../../problems/iam-codes.ts';
import { fieldsOf, isAccount, isRegion, readArn } from './arn.ts';
import { isServicePrincipal, misspelledPrincipal } from './principals.ts';
import { type CheckedPolicy, type Finding, found, type StatementCheck } from './finding.ts';
import { type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export const keyValueChecks: readonly StatementCheck[] = [knownKeys, arnValues];

interface KeyRule {
  readonly code: IamCode;
  /** What the key holds, for the message. */
  readonly holds: string;
  readonly example: string;
  readonly fits: (value: string) => boolean;
}

const service = (code: IamCode): KeyRule => ({
  code,
  holds: 'the principal of a service',
  example: 's3.amazonaws.com',
  fits: isServicePrincipal,
});

const calledVia: KeyRule = service('iam/impossible-value');

const account: KeyRule = {
  code: 'iam/impossible-value',
  holds: 'an account of twelve digits',
  example: '111122223333',
  fits: (value) => /^[0-9]{12}$/.test(value),
};

const organization: KeyRule = {
  code: 'iam/impossible-value',
  holds: 'the id of an organization',
  example: 'o-a1b2c3d4e5',
  fits: (value) => /^o-[A-Za-z0-9-]+$/.test(value),
};

const KEYS: ReadonlyMap<string, KeyRule> = new Map([
  [
    'aws:calledviaawsmcp',
    { ...calledVia, holds: 'the principal of an MCP server', example: 'aws-mcp.amazonaws.com' },
  ],
  ['aws:calledvia', calledVia],
  ['aws:calledviafirst', calledVia],
  ['aws:calledvialast', calledVia],
  ['aws:principalservicename', service('iam/invalid-service-principal-format')],
  ['iam:passedtoservice', service('iam/invalid-service-principal-format')],
  ['iam:awsservicename', service('iam/invalid-service-principal-format')],
  [
    'kms:viaservice',
    {
      // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
      code: 'iam/invalid-service-principal-format',
      holds: 'a service with its Region',
      example: 's3.eu-central-1.amazonaws.com',
      fits: (value) => isServicePrincipal(value) && !/^[a-z0-9-]+\.amazonaws\.com$/.test(value),
    },
  ],
  ['aws:principalaccount', account],
  ['aws:resourceaccount', account],
  ['aws:sourceaccount', account],
  ['aws:principalorgid', organization],
  ['aws:resourceorgid', organization],
  ['aws:sourceorgid', organization],
  [
    'aws:requestedregion',
    {
      code: 'iam/invalid-region',
      holds: 'a Region',
      example: 'eu-central-1',
      fits: isRegion,
    },
  ],
  [
    'aws:sourcevpc',
    {
      code: 'iam/invalid-vpc-format',
      holds: 'the id of a VPC',
      example: 'vpc-0a1b2c3d4e5f67890',
      fits: (value) => /^vpc-[A-Za-z0-9]+$/.test(value),
    },
  ],
  [
    'aws:sourcevpce',
    {
      code: 'iam/invalid-vpce-format',
      holds: 'the id of a VPC endpoint',
      example: 'vpce-0a1b2c3d4e5f67890',
      fits: (value) => /^vpce-[A-Za-z0-9]+$/.test(value),
    },
  ],
]);

/** Wildcards and variables may stand for anything, and an empty value asks for an empty key. */
function* knownKeys(statement: WrittenStatement, { reference }: CheckedPolicy): Iterable<Finding> {
  for (const { operator, key, values } of statement.conditions) {
    const rule = KEYS.get(key.value.toLowerCase());
    if (!rule || operator?.family !== 'String') continue;
    for (const { value, range } of values) {
      if (value === '' || /[*?$]/.test(value)) continue;
      if (rule.fits(value)) {
        if (rule.fits === isServicePrincipal)
          yield* misspelledPrincipal(statement, { value, range }, reference);
        continue;
      }
      yield found(
        rule.code,
        statement,
        range,
        `\`${key.value}\` holds ${rule.holds}, so it is never "${value}"`,
        `write a value like \`"${rule.example}"\``,
      );
    }
  }
}

/** ARNs that a key is compared with: a field that no ARN can have matches none. */
function* arnValues(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, key, values } of statement.conditions) {
    if (operator?.family !== 'Arn' && operator?.family !== 'String') continue;
    for (const { value, range } of values) {
      const arn = value.startsWith('arn:') ? readArn(value) : undefined;
      if (operator.family === 'Arn' && isCutShort(value)) {
        yield found(
          'iam/missing-arn-field',
          statement,
          range,
          `"${value}" has not the six fields of an ARN, so \`${key.value}\` never matches it`,
          'write `arn:partition:service:region:account:resource`; empty fields keep their colons',
        );
      }
      if (!arn || /[*?]/.test(arn.account)) continue;
      const isSlip = /^[\d-]+$/.test(arn.account) && !isAccount(arn.account);
      if (!isSlip) continue;
      yield found(
        'iam/invalid-arn-account',
        statement,
        range,
        `"${arn.account}" is not an account, so \`${key.value}\` is never "${value}"`,
        'an account has twelve digits',
      );
    }
  }
}

/** Fewer than six fields, and no star at the end that may stand for the rest. */
const isCutShort = (value: string): boolean =>
  value.startsWith('arn:') && !value.endsWith('*') && fieldsOf(value).length < 6;
