/**
 * How long parsing and evaluating policies takes: `npm run compile`, then
 * `node test/bench/iam.bench.mjs`. Prints, asserts nothing.
 */
import { performance } from 'node:perf_hooks';

import {
  evaluate,
  loadReference,
  parseJson,
  readPolicy,
  servicesIn,
  Source,
  toDocument,
  validatePolicy,
} from '../../dist/index.js';

const POLICIES = 1_500;
const EVALUATIONS = 100_000;

/** A role as documented: an Allow by channel and prefix, and the guardrail. */
const textOf = (number) =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AllowReads',
          Effect: 'Allow',
          Action: ['s3:Get*', 's3:ListBucket'],
          Resource: [
            `arn:aws:s3:::team-${number}`,
            `arn:aws:s3:::team-${number}/home/\${aws:username}/*`,
          ],
          Condition: { StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' } },
        },
        {
          Sid: 'DenyDirectAPIAccess',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
        },
      ],
    },
    null,
    2,
  );

const parse = (text, name) => {
  const source = new Source(name, text);
  const { node } = parseJson(source);
  return readPolicy(name, toDocument(source, node));
};

const timed = (what, count, run) => {
  const start = performance.now();
  const result = run();
  const milliseconds = performance.now() - start;
  const each = ((milliseconds * 1000) / count).toFixed(1);
  console.log(`${what}: ${milliseconds.toFixed(0)} ms for ${count}, ${each} µs each`);
  return result;
};

const texts = Array.from({ length: POLICIES }, (_, number) => textOf(number));
const policies = timed('parsing', POLICIES, () =>
  texts.map((text, number) => parse(text, `team-${number}`)),
);

const via = {
  'aws:username': 'ana',
  'aws:ViaAWSMCPService': 'true',
  'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com',
};
const direct = { 'aws:username': 'ana', 'aws:ViaAWSMCPService': null };
const decisions = timed('evaluating', EVALUATIONS, () => {
  const counts = {};
  for (let at = 0; at < EVALUATIONS; at += 1) {
    const number = at % POLICIES;
    const { decision } = evaluate(
      {
        action: at % 3 === 0 ? 's3:PutObject' : 's3:GetObject',
        resource: `arn:aws:s3:::team-${number}/home/ana/report.csv`,
        context: at % 4 === 0 ? direct : via,
      },
      { identity: [policies[number]] },
    );
    counts[decision] = (counts[decision] ?? 0) + 1;
  }
  return counts;
});
console.log(decisions);

timed('parsing and evaluating', POLICIES, () =>
  texts.map((text, number) =>
    evaluate(
      { action: 's3:GetObject', resource: 'arn:aws:s3:::x', context: via },
      { identity: [parse(text, `team-${number}`)] },
    ),
  ),
);

const documents = texts.map((text, number) => {
  const source = new Source(`validated ${number}`, text);
  return toDocument(source, parseJson(source).node);
});
const reference = await loadReference();
await reference.prepare(documents.flatMap((document) => [...servicesIn(document)]));
timed('validating', POLICIES, () =>
  documents.map((document) => validatePolicy(document, { kind: 'identity', reference })),
);
