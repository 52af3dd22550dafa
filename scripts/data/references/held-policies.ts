/** What policies are attached to, and the files of several. */
import { type Catalog, type Entry, placeIn } from '../catalog.ts';
import { substitution } from '../role-policies.ts';
import type { OwnPolicyKind } from '../schema/index.ts';
import type { Path } from '../yaml-places.ts';
import { inlineTooLarge, otherBuckets } from './policy-limits.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';

export function checkHeldPolicies(
  catalog: Catalog,
  placeholders: Readonly<Record<string, string>>,
): Problem[] {
  const substitute = substitution(catalog, placeholders);
  return [
    ...catalog
      .all('roles')
      .flatMap((role) => [
        ...sameFiles(catalog, role),
        ...managedTwice(role),
        ...inlineTooLarge(catalog, role),
      ]),
    ...catalog
      .all('policies')
      .flatMap((policy) => [
        ...attachment(policy, substitute),
        ...otherBuckets(catalog, policy, substitute),
      ]),
  ];
}

/** Readers save each policy in a file, and commands name the policies by their files. */
function sameFiles(catalog: Catalog, role: Entry<'roles'>): Problem[] {
  const policies = catalog.policiesOf(role);
  return policies.flatMap(({ fileName, path }, index) => {
    const isFirst = policies.findIndex((one) => one.fileName === fileName) === index;
    return isFirst
      ? []
      : problemAt('data/invalid', role.file.source, placeIn(role, path), {
          message: `two policies of ${role.id} have the file ${fileName}`,
          hint: 'give one of them a `file` of its own',
        });
  });
}

function managedTwice(role: Entry<'roles'>): Problem[] {
  const managed = role.value.policies.managed ?? [];
  return managed.flatMap(({ arn }, index) =>
    managed.findIndex((one) => one.arn === arn) === index
      ? []
      : problemAt(
          'data/invalid',
          role.file.source,
          placeIn(role, ['policies', 'managed', index, 'arn']),
          { message: `${arn} is attached to ${role.id} already`, hint: 'remove one of the two' },
        ),
  );
}

const SHAPES: Readonly<Record<OwnPolicyKind, readonly [pattern: RegExp, example: string]>> = {
  bucket: [/^arn:[^:]+:s3:::[^/*?]+$/, 'arn:aws:s3:::<YOUR_BUCKET>'],
  key: [/^arn:[^:]+:kms:[^:]*:[^:]*:key\/[^*?]+$/, 'arn:aws:kms:eu-west-1:111122223333:key/…'],
  queue: [/^arn:[^:]+:sqs:[^:]*:[^:]*:[^:*?]+$/, 'arn:aws:sqs:eu-west-1:111122223333:orders'],
  topic: [/^arn:[^:]+:sns:[^:]*:[^:]*:[^:*?]+$/, 'arn:aws:sns:eu-west-1:111122223333:orders'],
  secret: [
    /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^*?]+$/,
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf',
  ],
  scp: [/^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|\d{12})$/, 'ou-ab12-11111111'],
  rcp: [/^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|\d{12})$/, 'ou-ab12-11111111'],
  session: [/^arn:[^:]+:iam::[^:]*:role\/.+$/, 'arn:aws:iam::111122223333:role/Reader'],
  endpoint: [/^vpce-[0-9a-z]+$/, 'vpce-0123456789abcdef0'],
};

/** Only organizations attach one policy in several places. */
function attachment(policy: Entry<'policies'>, substitute: (text: string) => string): Problem[] {
  const { kind, attachedTo } = policy.value;
  const places = [attachedTo ?? []].flat();
  const isMany = kind === 'scp' || kind === 'rcp';
  const [pattern, example] = SHAPES[kind];
  const at = (path: Path, message: string, hint: string): Problem =>
    problemAt('data/invalid', policy.file.source, placeIn(policy, path), { message, hint });
  if (places.length > 1 && !isMany)
    return [
      at(
        ['attachedTo'],
        `a policy of the kind ${kind} is attached to one thing, and this names ${places.length}`,
        'write an entry for each',
      ),
    ];
  return places.flatMap((place, index) =>
    pattern.test(substitute(place))
      ? []
      : at(
          Array.isArray(attachedTo) ? ['attachedTo', index] : ['attachedTo'],
          `\`${place}\` is not what a policy of the kind ${kind} is attached to`,
          `write it like ${example}`,
        ),
  );
}
