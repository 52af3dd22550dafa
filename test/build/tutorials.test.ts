import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from '@mdx-js/mdx';
import { globbySync } from 'globby';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { check } from '../../scripts/build/build.ts';
import { policyText } from '../../scripts/sections/policy-text.ts';
import { Source } from '../../scripts/problems/source.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = globbySync('out/**/*.mdx', { cwd: root });
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const tutorial = read('out/docs/toolhive/tutorials/aws-sts-integration.mdx');

/** The text between the markers of the first region of a section that has these words. */
function region(page: string, section: string, words = ''): string {
  const start = page.indexOf(`{/* BEGIN permadocs ${section} ${words}`);
  expect(start, `${section} ${words}`).toBeGreaterThan(-1);
  return page.slice(
    page.indexOf('*/}', start) + 3,
    page.indexOf(`{/* END permadocs ${section}`, start),
  );
}

describe('the tutorials', () => {
  it('are what the data says', async () => {
    expect(await check({ root })).toMatchObject({ problems: [], changes: [] });
  });

  it.each(pages)('%s compiles as MDX', async (file) => {
    await expect(
      compile(read(file), { remarkPlugins: [remarkGfm, remarkFrontmatter, remarkDirective] }),
    ).resolves.toBeDefined();
    await expect(
      compile(read(file), { remarkPlugins: [remarkFrontmatter] }),
    ).resolves.toBeDefined();
  });

  it('print every policy as the data has it', () => {
    const { catalog } = loadCatalog(
      globbySync('data/**/*.yaml', { cwd: root }).map((file) => new Source(file, read(file))),
    );
    const known = new Set(
      catalog.all('roles').flatMap((role) =>
        (['permissions', 'trust', 'boundary'] as const).flatMap((kind) => {
          const policy = catalog.policy(role, kind);
          return policy ? [JSON.stringify(JSON.parse(policyText(policy.statements)))] : [];
        }),
      ),
    );
    for (const file of pages) {
      for (const [, json = ''] of read(file).matchAll(/^```json title="[^"]*"\n(.*?)^```/gms)) {
        expect(known.has(JSON.stringify(JSON.parse(json))), file).toBe(true);
      }
    }
  });

  it('link to pages that exist', () => {
    for (const file of pages) {
      for (const [, link = ''] of read(file).matchAll(/\]\((\.[^)#]+)/g)) {
        expect(pages, `${file}: ${link}`).toContain(
          new URL(link, `file:///${file}`).pathname.slice(1),
        );
      }
    }
  });
});

describe('the driving case', () => {
  it('explains the permission model since March 24, 2026, with both keys and their types', () => {
    const text = region(tutorial, 'permission-model');
    for (const words of [
      'March 24, 2026',
      '`s3:GetObject`',
      '`ec2:DescribeInstances`',
      '`aws-mcp:*` action namespace no longer exists',
    ])
      expect(text).toContain(words);
    expect(text).toMatch(/`aws:ViaAWSMCPService` \(Bool\) /);
    expect(text).toMatch(/`aws:CalledViaAWSMCP` \(String\) /);
  });

  it('gives the default role a real action and the guardrail', () => {
    const text = region(tutorial, 'role', 'role="default"');
    expect(text).toContain('```json title="default-mcp-permissions.json"');
    expect(text).toContain('"Bool": { "aws:ViaAWSMCPService": "true" }');
    expect(text).toContain('"BoolIfExists": { "aws:ViaAWSMCPService": "false" }');
    expect(text).not.toContain('"sts:GetCallerIdentity"');
    expect(text).toContain('Do not use `sts:GetCallerIdentity` to test the policy');
  });

  it('gives the S3 role the actions of S3, scoped to the server', () => {
    const text = region(tutorial, 'role', 'role="s3-readonly"');
    expect(text).toContain('```json title="s3-readonly-permissions.json"');
    expect(text).toContain('"StringEquals": { "aws:CalledViaAWSMCP": "aws-mcp.amazonaws.com" }');
    expect(text).toContain('"Resource": "arn:aws:s3:::<YOUR_BUCKET>/*"');
    expect(text).not.toMatch(/"aws-mcp:/);
  });

  it('explains the error of the service, with both causes', () => {
    const text = region(tutorial, 'troubleshooting');
    expect(text).toContain('is not authorized to perform: s3:ListBucket');
    expect(text).toContain('no identity-based policy allows');
    expect(text).toContain('with an explicit deny');
    expect(text).not.toContain('aws-mcp:InvokeMcp');
  });

  it('has the truth table the right way round, under its heading', () => {
    const text = region(tutorial, 'security-best-practices');
    expect(text).toContain('\n## Security best practices\n');
    expect(text).toMatch(/\| absent +\| not denied +\| denied +\|/);
    expect(text).toMatch(/\| `true` +\| not denied +\| not denied +\|/);
    expect(text).toMatch(/\| `false` +\| denied +\| denied +\|/);
  });

  it('names no removed action but where it says that they were removed', () => {
    for (const file of pages) {
      for (const line of read(file).split('\n')) {
        if (!/aws-mcp:(?:InvokeMcp|CallReadOnlyTool|CallReadWriteTool)/.test(line)) continue;
        expect(line, file).toMatch(/ (?:was|were) removed/);
      }
    }
  });

  it('keeps the SigV4 name and the host', () => {
    expect(tutorial).toContain('service: aws-mcp\n');
    expect(tutorial).toContain('https://aws-mcp.<YOUR_AWS_REGION>.api.aws/mcp');
  });

  it('never says that the EKS and ECS servers need no actions', () => {
    const eks = read('out/docs/toolhive/tutorials/eks-mcp.mdx');
    expect(region(eks, 'permission-model')).toContain('they are still required');
    expect(region(eks, 'role')).toContain('"eks-mcp:InvokeMcp"');
    expect(region(eks, 'role')).toContain('"aws:IsMcpServiceAction": "false"');
  });
});
