/** Chooses examples for placeholders, used in validation and proof: by position, then by name. */
import { placeholdersIn } from '../data/placeholder.ts';

/** The placeholders in the texts of a policy, each with an example value, in order of appearance. */
export function examplesFor(texts: Iterable<string>): Map<string, string> {
  const examples = new Map<string, string>();
  for (const text of texts) {
    for (const name of placeholdersIn(text)) {
      const byPlace = inArn(text, name);
      if (byPlace !== undefined || !examples.has(name))
        examples.set(name, byPlace ?? byName(name.slice(1, -1), text === name));
    }
  }
  return examples;
}

/** An example for an account or Region, by its position in an ARN. */
function inArn(text: string, name: string): string | undefined {
  const parts = text.split(':');
  if (parts[0] !== 'arn') return undefined;
  if (parts[1] === name) return 'aws';
  if (parts[3] === name) return 'us-east-1';
  return parts[4] === name ? '111122223333' : undefined;
}

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/ACCOUNT/, '111122223333'],
  [/ROLE_?ARN/, 'arn:aws:iam::111122223333:role/ExampleRole'],
  [/USER_?ARN/, 'arn:aws:iam::111122223333:user/example-user'],
  [
    /(?:KEY|KMS)_?ARN/,
    'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ],
  [/BUCKET_?ARN/, 'arn:aws:s3:::example-bucket'],
  [/REGION/, 'us-east-1'],
  [/PARTITION/, 'aws'],
  [/KEY_?ID|KMS_?KEY/, '1234abcd-12ab-34cd-56ef-1234567890ab'],
  [/ORG(?:ANIZATION)?_?ID/, 'o-a1b2c3d4e5'],
  [/VPCE|VPC_ENDPOINT/, 'vpce-0123456789abcdef0'],
  [/VPC/, 'vpc-0123456789abcdef0'],
  [/INSTANCE_?ID/, 'i-0123456789abcdef0'],
  [/CIDR|IP_?(?:RANGE|ADDRESS)|(?:^|_)IP(?:_|$)/, '203.0.113.0/24'],
  [/AUDIENCE|CLIENT_?ID/, 'example-audience'],
  [/ISSUER|OIDC|IDP|IDENTITY_PROVIDER/, 'oidc.example.com'],
  [/E?MAIL/, 'user@example.com'],
  [/DATE|TIME|EXPIR/, '2030-01-01T00:00:00Z'],
];

function byName(name: string, isWhole: boolean): string {
  const example = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (example !== undefined && (isWhole || !example.startsWith('arn:'))) return example;
  const words = name.replace(/^(?:YOUR|MY|THE|EXAMPLE)_/, '').replace(/_NAME$/, '');
  return `example-${words.toLowerCase().replaceAll('_', '-')}`;
}
