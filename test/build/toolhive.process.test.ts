/** The ToolHive side of the tutorials: resources, commands and words that readers copy. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const pages = globbySync('out/**/*.mdx', { cwd: root });

/** A scalar's type, the values of an enum, or the fields of a map or of a list's items. */
type Schema = string | string[] | { [field: string]: Schema };

const facts = parse(read('test/support/toolhive.yaml')) as {
  version: string;
  released: string;
  apiVersion: string;
  kinds: Record<string, Schema>;
  messages: string[];
};

const FENCE = /^( *)```(\w+)[^\n]*\n(.*?)^\1```$/gms;

/** The fences of a page in one language, without the indent of their list item. */
function fences(page: string, language: string): string[] {
  return [...page.matchAll(FENCE)]
    .filter(([, , word]) => word === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly apiVersion: string;
  readonly spec: unknown;
}

/** The Kubernetes resources that a page has readers apply. */
function resources(page: string): Resource[] {
  return fences(page, 'yaml').flatMap((text) =>
    parseAllDocuments(text).flatMap((document) => {
      expect(document.errors, text).toEqual([]);
      const { kind, apiVersion, metadata, spec } = document.toJS() as Resource & {
        metadata?: { name: string };
      };
      // A file that is not a resource: a patch of one, or the configuration of its policies.
      if (!metadata) return [];
      return [{ kind, apiVersion, name: metadata.name, spec }];
    }),
  );
}

/** What a value has that the schema does not know, or lacks that it requires. */
function mistakes(value: unknown, schema: Schema, path: string): string[] {
  if (Array.isArray(schema))
    return schema.includes(String(value)) ? [] : [`${path}: ${String(value)} is not one of them`];
  if (typeof schema === 'string')
    return typeof value === schema ? [] : [`${path}: not a ${schema}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => mistakes(item, schema, `${path}[${index}]`));
  const fields = value as Record<string, unknown>;
  const known = new Map(
    Object.entries(schema).map(([field, inner]) => [field.replace('!', ''), inner] as const),
  );
  return [
    ...Object.entries(fields).flatMap(([field, inner]) => {
      const found = known.get(field);
      return found === undefined
        ? [`${path}.${field}: no such field`]
        : mistakes(inner, found, `${path}.${field}`);
    }),
    ...Object.keys(schema)
      .filter((field) => field.endsWith('!') && !(field.slice(0, -1) in fields))
      .map((field) => `${path}.${field.slice(0, -1)}: required`),
  ];
}

const withResources = pages.filter((file) => read(file).includes(facts.apiVersion));

describe('the resources', () => {
  it('are on three pages', () => {
    expect(withResources).toHaveLength(3);
  });

  it.each(withResources)('%s: fields and values are those of the CRDs', (file) => {
    for (const { apiVersion, kind, name, spec } of resources(read(file))) {
      const schema = facts.kinds[kind];
      if (schema === undefined) {
        expect(apiVersion, name).not.toMatch(/toolhive/);
        continue;
      }
      expect(apiVersion, name).toBe(facts.apiVersion);
      expect(mistakes(spec, schema, `${kind}/${name}`)).toEqual([]);
    }
  });

  it.each(withResources)('%s: says for which version of ToolHive it holds', (file) => {
    expect(read(file)).toContain(`ToolHive ${facts.version}, released on ${facts.released}`);
  });

  it('refer to each other, to Services and to Deployments by names that exist', () => {
    const all = withResources.flatMap((file) => resources(read(file)));
    const names = (kind: string): string[] =>
      all.filter((resource) => resource.kind === kind).map(({ name }) => name);
    const proxies = names('MCPRemoteProxy');
    for (const { spec } of all.filter(({ kind }) => kind === 'MCPRemoteProxy')) {
      const refs = spec as Record<'oidcConfigRef' | 'externalAuthConfigRef', { name: string }>;
      expect(names('MCPOIDCConfig')).toContain(refs.oidcConfigRef.name);
      expect(names('MCPExternalAuthConfig')).toContain(refs.externalAuthConfigRef.name);
    }
    for (const file of pages) {
      for (const [, name] of read(file).matchAll(/\bmcp-([a-z-]+)-remote-proxy\b/g))
        expect(proxies, file).toContain(name);
      for (const [, name] of read(file).matchAll(/\b(?:deployment|mcpremoteproxy)\/([a-z-]+)/g))
        expect(proxies, file).toContain(name);
    }
  });

  it('are applied and deleted under the file names that the fences have', () => {
    for (const file of pages) {
      const page = read(file);
      for (const [, name] of page.matchAll(/ -f (\S+\.yaml)/g))
        expect(page, `${file}: ${name}`).toContain(`\`\`\`yaml title="${name}"`);
    }
  });
});

describe('the commands', () => {
  const blocks = pages.flatMap((file) =>
    fences(read(file), 'bash').map((text) => ({ file, text })),
  );

  it('are valid shell', () => {
    expect(blocks.length).toBeGreaterThan(40);
    for (const { file, text } of blocks) {
      const run = () => execFileSync('bash', ['-n'], { input: text, stdio: 'pipe' });
      expect(run, `${file}\n${text}`).not.toThrow();
    }
  });

  it('quote every placeholder, which a shell would read as a redirection', () => {
    for (const { file, text } of blocks) {
      const bare = text.replaceAll(/'[^']*'|"[^"]*"/g, '');
      expect(bare, file).not.toMatch(/<[A-Z_]+>/);
    }
  });

  it('send valid JSON', () => {
    const bodies = blocks.flatMap(({ text }) =>
      [...text.matchAll(/ '(\{"[^']*)'/g)].map(([, body = '']) => body),
    );
    expect(bodies.length).toBeGreaterThan(6);
    for (const body of bodies) expect(JSON.parse(body)).toMatchObject({ jsonrpc: '2.0' });
  });

  it('look for log messages that ToolHive writes', () => {
    const lines = blocks.flatMap(({ text }) =>
      text.split('\n').filter((line) => /grep /.test(line)),
    );
    const words = lines
      .filter((line) => !line.includes('<[A-Z_]*>') && !line.includes('aws-mcp:'))
      .flatMap((line) => [...line.matchAll(/'([^']+)'/g)].map(([, word = '']) => word));
    expect(words.length).toBeGreaterThan(5);
    for (const word of words) expect(facts.messages.join('\n')).toContain(word);
  });
});

/** These need bash, curl, jq and awk, as the tutorial does; `.ci/run` installs them. */
describe('the commands, run as printed', () => {
  const tutorial = read('out/docs/toolhive/tutorials/aws-sts-integration.mdx');

  /** Runs a script in an empty folder with `mcp.sh` of the tutorial in it. */
  async function run(script: string, env: Record<string, string>): Promise<string> {
    const folder = mkdtempSync(`${tmpdir()}/toolhive-`);
    const [, functions = ''] = /^```bash title="mcp.sh"\n(.*?)^```$/ms.exec(tutorial) ?? [];
    writeFileSync(`${folder}/mcp.sh`, functions);
    try {
      return await new Promise((resolve, reject) => {
        execFile(
          'bash',
          ['-c', script],
          { cwd: folder, env: { ...process.env, ...env } },
          (error, stdout, stderr) => {
            if (error) reject(new Error(stderr, { cause: error }));
            else resolve(stdout);
          },
        );
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('open a session, list tools and call one, with answers in either form', async () => {
    const sessions: unknown[] = [];
    // A server that gives out a session, answers one request as a stream, and the others as JSON.
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { id, method, params } = JSON.parse(String(Buffer.concat(chunks))) as {
          id?: number;
          method: string;
          params?: { arguments?: object };
        };
        sessions.push(request.headers['mcp-session-id']);
        if (request.headers.authorization !== 'Bearer the-token') response.writeHead(401).end();
        else if (id === undefined) response.writeHead(202).end();
        else if (method === 'initialize')
          response
            .writeHead(200, { 'Mcp-Session-Id': 's1' })
            .end(JSON.stringify({ id, result: { serverInfo: { name: 'fake' } } }));
        else if (method === 'tools/list')
          response.end(JSON.stringify({ id, result: { tools: [{ name: 'aws___call_aws' }] } }));
        else
          response.end(
            `event: message\ndata: ${JSON.stringify({ id, result: params?.arguments })}\n\n`,
          );
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const { port } = server.address() as AddressInfo;
      const output = await run(
        [
          'source ./mcp.sh',
          'open_session',
          `mcp '{"jsonrpc":"2.0","id":3,"method":"tools/list"}' | jq -r '.result.tools[].name'`,
          'call_aws "aws ec2 describe-regions --region us-east-1"',
        ].join('\n'),
        { MCP_URL: `http://127.0.0.1:${port}/mcp`, TOKEN: 'the-token' },
      );
      expect(output).toContain('"name": "fake"');
      expect(output).toContain('202 Accepted');
      expect(output).toContain('\naws___call_aws\n');
      expect(output).toContain('"cli_command": "aws ec2 describe-regions --region us-east-1"');
      expect(sessions).toEqual([undefined, 's1', 's1', 's1']);
    } finally {
      server.close();
    }
  });

  it('print the claims of a token', async () => {
    const command = fences(tutorial, 'bash').find((text) => text.includes('@base64d')) ?? '';
    const claims = { iss: 'https://issuer.example.com', aud: 'toolhive-aws', sub: 'ü>?', exp: 0 };
    const token = ['{}', JSON.stringify({ ...claims, groups: ['s3-readers'] }), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    expect(JSON.parse(await run(command, { TOKEN: token }))).toEqual({
      ...claims,
      groups: ['s3-readers'],
      exp: '1970-01-01T00:00:00Z',
    });
  });
});

describe('the words', () => {
  it('have straight quotes everywhere', () => {
    const sources = globbySync(['out/**/*.mdx', 'data/**/*.yaml', 'templates/**/*.hbs'], {
      cwd: root,
    });
    for (const file of sources) expect(read(file), file).not.toMatch(/[“”‘’]/);
  });

  it('explain every placeholder', () => {
    const explained = pages.map((file) => read(file).replaceAll(FENCE, '')).join('\n');
    for (const file of pages) {
      for (const [placeholder] of read(file).matchAll(/<[A-Z]+(?:_[A-Z]+)+>/g))
        expect(explained, file).toContain(`\`${placeholder}\``);
    }
  });

  it('are plain English', () => {
    for (const file of pages) {
      const prose = read(file).replaceAll(FENCE, '');
      expect(prose, file).not.toMatch(
        /\b(?:whoever|whatever|(?<!there )is no (?!longer)|any more)\b/i,
      );
    }
  });
});
