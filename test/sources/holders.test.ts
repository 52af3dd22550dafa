/** Every policy of a role, managed ones, and policies that no role holds can be one that ships. */
import { describe, expect, it } from 'vitest';

import type { Holder } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { Source } from '../../scripts/problems/source.ts';
import { policyText } from '../../scripts/sections/policy-text.ts';
import { catalogWith } from '../../scripts/sources/sources.ts';
import { noted } from '../support/reported.ts';
import { inMemory } from '../support/shipped.ts';

const statement = (sid: string, more = '"Resource": "${bucket}"'): string =>
  `{ "Sid": "${sid}", "Effect": "Allow", "Action": "s3:GetObject", ${more} }`;
const policy = (...statements: readonly string[]): string =>
  `{ "Version": "2012-10-17", "Statement": [${statements.join(', ')}] }`;

const FILES = {
  'a.json': policy(statement('One'), statement('Two')),
  'trust.json': policy(
    '{ "Sid": "Trust", "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }',
  ),
  'bucket.json': policy(statement('Bucket', '"Principal": "*", "Resource": "${bucket}"')),
};

const load = (text: string) => {
  const { catalog, problems } = catalogWith([new Source('a.yaml', text)], inMemory(FILES));
  const known = { asOf: undefined, placeholders: {}, exists: () => false };
  const found = noted([...problems, ...checkReferences(catalog, known)]);
  return { catalog, problems: found.map(({ code, message }) => `${code}: ${message}`) };
};

/** The Sids and resources of each policy, by the name that decisions give it. */
const of = ({ catalog }: ReturnType<typeof load>, holder: Holder | undefined) =>
  holder &&
  Object.fromEntries(
    catalog.policiesOf(holder).map(({ name, statements }) => {
      const { Statement } = JSON.parse(policyText(statements)) as {
        Statement: { Sid: string; Resource?: string }[];
      };
      return [name, Statement.map(({ Sid, Resource = '' }) => `${Sid} ${Resource}`.trim())];
    }),
  );

const ROLE = `roles:
  r:
    name: R
    title: R
    policies:
      permissions:
        - { file: all.json, from: a.json, values: { bucket: "arn:aws:s3:::one" } }
        - file: some.json
          statements:
            - { from: "a.json#/Statement/Two", values: { bucket: "arn:aws:s3:::two" } }
            - { Sid: Own, Effect: Allow, Action: s3:ListBucket, Resource: "*" }
      trust: { from: trust.json }
      boundary: { from: "a.json#/Statement/0", values: { bucket: "*" } }
      managed:
        - { arn: "arn:aws:iam::aws:policy/A", document: { from: a.json, values: { bucket: "*" } } }
        - { arn: "arn:aws:iam::aws:policy/T", document: trust.json }
        - { arn: "arn:aws:iam::aws:policy/W", document: { statements: [{ from: "a.json#/Statement/1", values: { bucket: "*" } }] } }
`;

describe('from', () => {
  it('is each policy of a role, and a statement in a list of policies', () => {
    const loaded = load(ROLE);
    const role = loaded.catalog.get('roles', 'r');
    expect(loaded.problems).toEqual([]);
    expect(of(loaded, role)).toEqual({
      'all.json': ['One arn:aws:s3:::one', 'Two arn:aws:s3:::one'],
      'some.json': ['Two arn:aws:s3:::two', 'Own *'],
      trust: ['Trust'],
      boundary: ['One *'],
    });
    const managed = role ? loaded.catalog.managedPolicies(role) : [];
    expect(managed.map(({ statements }) => statements?.map(({ node }) => node.get('Sid')))).toEqual(
      [['One', 'Two'], ['Trust'], ['Two']],
    );
    expect(role && loaded.catalog.filesOf(role)).toEqual(['a.yaml', 'a.json', 'trust.json']);
  });

  it('is a policy that no role holds', () => {
    const loaded = load(
      'policies:\n  p: { kind: bucket, title: P, from: bucket.json, values: { bucket: "arn:aws:s3:::b/*" } }\n',
    );
    expect(loaded.problems).toEqual([]);
    expect(of(loaded, loaded.catalog.get('policies', 'p'))).toEqual({
      p: ['Bucket arn:aws:s3:::b/*'],
    });
  });

  it('asks for the placeholders of files, of managed policies, too', () => {
    const shipped = { 'g.json': policy(statement('G', '"Resource": "arn:aws:s3:::<B>/*"')) };
    const text = `roles:\n  r:\n    name: R\n    title: R\n    policies: { managed: [{ arn: "arn:aws:iam::aws:policy/A", document: g.json }] }\n`;
    const { catalog } = catalogWith([new Source('a.yaml', text)], inMemory(shipped));
    const known = { asOf: undefined, placeholders: {}, exists: () => false };
    expect(
      noted(checkReferences(catalog, known)).map(({ file, code }) => `${file} ${code}`),
    ).toEqual(['g.json data/undeclared-placeholder']);
  });

  it('has its mistakes at its place in a list', () => {
    const wrong = ROLE.replace('#/Statement/Two', '#/Statement/Too').replace(
      'from: trust.json }',
      'from: trust.json, values: { a: b } }',
    );
    expect(load(wrong).problems).toEqual([
      'source/not-found: a.json has no `Too` there',
      'source/unused-value: the policy has no variable `a`',
    ]);
    const alone = 'values: { a: b }, statements: [{ Effect: Allow, Action: "*", Resource: "*" }]';
    expect(load(ROLE.replace('from: trust.json }', `${alone} }`)).problems).toContain(
      'data/invalid: `values` goes with `from`',
    );
    expect(load(`policies:\n  p: { kind: scp, title: P, ${alone} }\n`).problems).toEqual([
      'data/invalid: `values` goes with `from`',
    ]);
  });
});
