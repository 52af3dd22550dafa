/** What the schema cannot say of claims: what they are about, what they expect, and texts that rest on them. */
import { type Catalog, type Entry, type Holder, placeIn } from '../catalog.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import type { Claim } from '../schema/index.ts';

const SUBJECTS = ['requests', 'every', 'only', 'within'] as const;

export function checkClaims(catalog: Catalog): Problem[] {
  return [
    ...catalog.all('roles').flatMap((role) => [...claimProblems(role), ...textProblems(role)]),
    ...catalog
      .all('policies')
      .flatMap((policy) => [
        ...claimProblems(policy),
        ...sameIds(policy),
        ...grantProblems(policy),
      ]),
  ];
}

const claimProblems = (holder: Holder): Problem[] =>
  holder.value.claims.flatMap((claim, index) => shapeProblems(holder, claim, index));

/** Policies that limit others grant nothing, and name no one to admit. */
function grantProblems(policy: Entry<'policies'>): Problem[] {
  const { kind, claims } = policy.value;
  const namesNobody = kind === 'scp' || kind === 'session';
  const admits = !namesNobody && kind !== 'rcp';
  return claims.flatMap(({ expect, principal, alsoAttached }, index) => {
    const at = (key: string, message: string, hint: string): Problem =>
      problemAt('data/invalid', policy.file.source, placeIn(policy, ['claims', index, key]), {
        message,
        hint,
      });
    return [
      ...(!admits && (expect === 'admits' || expect === 'delegates')
        ? [
            at(
              'expect',
              `a policy of the kind ${kind} grants nothing, so nothing ${expect === 'admits' ? 'is admitted' : 'is delegated'} by it`,
              'write `expect: allowed` for what it lets pass',
            ),
          ]
        : []),
      ...(namesNobody && principal !== undefined
        ? [
            at(
              'principal',
              `a policy of the kind ${kind} has no Principal, so the caller changes nothing`,
              'remove `principal`; state a condition key such as aws:PrincipalArn if the policy has one',
            ),
          ]
        : []),
      ...(!namesNobody && alsoAttached !== undefined
        ? [
            at(
              'alsoAttached',
              `nothing is attached beside a policy of the kind ${kind}: it is decided by itself`,
              'remove `alsoAttached`',
            ),
          ]
        : []),
    ];
  });
}

function shapeProblems(role: Holder, claim: Claim, index: number): Problem[] {
  const invalid = (key: string | undefined, message: string, hint: string): Problem[] => [
    problemAt(
      'data/invalid',
      role.file.source,
      placeIn(role, ['claims', index, ...(key === undefined ? [] : [key])]),
      { message, hint },
    ),
  ];
  const subjects = SUBJECTS.filter((name) =>
    name === 'requests' ? claim.requests.length > 0 : claim[name] !== undefined,
  );
  const [subject, second] = subjects;
  if (subject === undefined)
    return invalid(
      undefined,
      'the claim is about nothing',
      'add `requests` for examples, `every` for all requests of a space, or `only` for an upper bound',
    );
  if (second !== undefined)
    return invalid(
      second,
      `a claim has one of \`requests\`, \`every\`, \`only\` and \`within\`, and this one has ${subjects.join(' and ')}`,
      'make two claims of it',
    );
  const isBound = subject === 'only' || subject === 'within';
  if (isBound && claim.expect !== undefined)
    return invalid('expect', `\`${subject}\` expects nothing by itself`, 'remove `expect`');
  if (!isBound && claim.expect === undefined)
    return invalid(
      undefined,
      'the claim does not say what it expects',
      'add `expect`: allowed, denied, explicitDeny or implicitDeny',
    );
  const clashes = [
    ['guardrails', subject !== 'within', '`guardrails` goes with `within`'],
    ['principal', subject !== 'requests', 'a space states its own `principal`'],
    ['with', claim.policy !== 'trust', '`with` goes with `policy: trust`'],
  ] as const;
  return clashes.flatMap(([key, isWrong, message]) =>
    isWrong && claim[key] !== undefined ? invalid(key, message, `remove \`${key}\``) : [],
  );
}

/** Two claims of an entry with one id. */
function sameIds(role: Holder): Problem[] {
  const { claims } = role.value;
  return claims.flatMap(({ id }, index) =>
    id !== undefined && claims.findIndex((one) => one.id === id) !== index
      ? problemAt('data/duplicate-id', role.file.source, placeIn(role, ['claims', index, 'id']), {
          message: `two claims of ${role.id} have the id \`${id}\``,
          hint: 'rename one of the two',
        })
      : [],
  );
}

/** Ids are used once, and each paragraph rests on claims that exist. */
function textProblems(role: Entry<'roles'>): Problem[] {
  const { claims, meaning } = role.value;
  const ids = claims.flatMap(({ id }) => id ?? []);
  const texts = Array.isArray(meaning) ? meaning : [];
  return [
    ...sameIds(role),
    ...texts.flatMap(({ claim }, index) =>
      [claim ?? []].flat().flatMap((id) =>
        ids.includes(id)
          ? []
          : problemAt(
              'data/unknown-claim',
              role.file.source,
              placeIn(role, ['meaning', index, 'claim']),
              {
                message: `the paragraph rests on the claim \`${id}\`, which ${role.id} does not have`,
                hint:
                  didYouMean(id, ids) ??
                  'give a claim this `id`, or take the paragraph out with the claim that it rested on',
              },
            ),
      ),
    ),
  ];
}
