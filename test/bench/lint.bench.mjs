/**
 * How long lint takes on pages full of policies: `npm run compile`, then
 * `node test/bench/lint.bench.mjs [--pages 300] [--unlike]`. Each page has some 26 KB and five policies; with
 * `--unlike`, no two pages have one in common. Whole processes, median of five. Asserts nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '300' },
    unlike: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'permadocs-lint-bench-'));
mkdirSync(folder, { recursive: true });
if (values.keep === undefined)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const SERVICES = {
  s3: ['GetObject', 'PutObject', 'ListBucket', 'DeleteObject', 'GetBucketLocation', 'GetObjectAcl'],
  sqs: ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'GetQueueUrl', 'GetQueueAttributes'],
  dynamodb: ['GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem', 'DeleteItem', 'DescribeTable'],
  ec2: ['DescribeInstances', 'RunInstances', 'TerminateInstances', 'CreateTags', 'DescribeVpcs'],
  logs: ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents', 'DescribeLogGroups'],
};
const RESOURCES = {
  s3: (name) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  sqs: (name) => [`arn:aws:sqs:us-east-1:123456789012:${name}`],
  dynamodb: (name) => [`arn:aws:dynamodb:us-east-1:123456789012:table/${name}`],
  ec2: () => ['*'],
  logs: (name) => [`arn:aws:logs:us-east-1:123456789012:log-group:${name}:*`],
};

function policy(service, page) {
  const names = SERVICES[service];
  // Without --unlike, one page of ten leaves an action out.
  const kept = page % 10 === 0 ? names.slice(1) : names;
  const name = values.unlike ? `${service}-of-${page}` : `${service}-data`;
  const statements = [
    {
      Sid: 'Use',
      Effect: 'Allow',
      Action: kept.map((action) => `${service}:${action}`),
      Resource: RESOURCES[service](name),
    },
    {
      Sid: 'RefuseInsecure',
      Effect: 'Deny',
      Action: `${service}:*`,
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);
}

const PROSE = 'Attach the policy to the role, then run the `sync` command and **wait** for it. ';
for (let page = 0; page < Number(values.pages); page += 1) {
  const parts = Object.keys(SERVICES).map(
    (service) =>
      `## Use ${service} from ${page}\n\n${`${PROSE.repeat(8)}\n\n`.repeat(6)}\`\`\`json\n${policy(service, page)}\n\`\`\`\n`,
  );
  writeFileSync(join(folder, `page-${page}.md`), `# Page ${page}\n\n${parts.join('\n')}`);
}

const times = [];
let lines = 0;
for (let run = 0; run < 6; run += 1) {
  const start = performance.now();
  const { stdout } = spawnSync(process.execPath, [CLI, 'lint', '--root', folder], {
    encoding: 'utf8',
  });
  if (run > 0) times.push(performance.now() - start);
  lines = stdout.split('\n').length;
}
const median = times.toSorted((a, b) => a - b)[times.length >> 1];
console.log(
  `${values.pages} pages: ${(median / 1000).toFixed(2)} s, ${(median / Number(values.pages)).toFixed(2)} ms a page, ${lines} lines of findings`,
);
