/**
 * What a page itself calls its roles and policy files: the commands that create them, and sentences
 * such as “save as `x.json`” and “a role named `X`”.
 */
import { posix } from 'node:path';

import type { RolePolicyKind } from '../../data/schema/index.ts';
import type { Block, FenceBlock, ProseBlock } from '../../reading/blocks.ts';

/** A command that gives a policy to a role. */
export interface Attachment {
  /** The IAM name of the role; undefined if the page does not say it. */
  readonly role: string | undefined;
  readonly kind: RolePolicyKind;
  /** The file that holds the policy, without its folder. */
  readonly file: string | undefined;
  /** The name of the policy itself. */
  readonly policy: string | undefined;
  /** Where the command is on the page. */
  readonly start: number;
}

const SHELLS = new Set([
  '',
  'bash',
  'console',
  'sh',
  'shell',
  'shell-session',
  'shellsession',
  'zsh',
]);
const ROLE_NAME = /^[A-Za-z0-9+=,.@_][A-Za-z0-9+=,.@_-]{0,63}$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*\.json$/;

/** What the AWS CLI commands on a page attach, in the order of the page. */
export function attachmentsOn(blocks: readonly Block[]): Attachment[] {
  const commands = blocks.flatMap((block) =>
    block.kind === 'fence' && SHELLS.has(block.language) ? commandsIn(block) : [],
  );
  const created = commands.filter(({ verb }) => verb === 'create-policy');
  /** The command that created the policy with this ARN. */
  const creatorOf = (arn = ''): Command | undefined =>
    created.find(({ options }) => options.get('policy-name') === arn.split('/').at(-1));
  const found = commands.flatMap((command): Attachment[] => {
    const { verb, options, start } = command;
    const role = nameIn(options.get('role-name'));
    const make = (kind: RolePolicyKind, document: string | undefined, policy?: string) => ({
      role,
      kind,
      file: fileIn(document),
      policy,
      start,
    });
    const boundary = creatorOf(options.get('permissions-boundary'));
    const bounded = boundary ? [ofCreator(boundary, 'boundary', role)] : [];
    if (verb === 'create-role')
      return [make('trust', options.get('assume-role-policy-document')), ...bounded];
    if (verb === 'update-assume-role-policy')
      return [make('trust', options.get('policy-document'))];
    if (verb === 'put-role-permissions-boundary') return bounded;
    if (verb === 'put-role-policy')
      return [make('permissions', options.get('policy-document'), options.get('policy-name'))];
    const creator =
      verb === 'attach-role-policy' ? creatorOf(options.get('policy-arn')) : undefined;
    return creator ? [ofCreator(creator, 'permissions', role)] : [];
  });
  const attached = new Set(found.map(({ file }) => file));
  const loose = created.filter(
    ({ options }) => !attached.has(fileIn(options.get('policy-document'))),
  );
  return [...found, ...loose.map((command) => ofCreator(command, 'permissions', undefined))];
}

function ofCreator(
  { options, start }: Command,
  kind: RolePolicyKind,
  role: string | undefined,
): Attachment {
  const file = fileIn(options.get('policy-document'));
  return { role, kind, file, policy: options.get('policy-name'), start };
}

interface Command {
  /** Such as `create-role`. */
  readonly verb: string;
  readonly options: ReadonlyMap<string, string>;
  readonly start: number;
}

function commandsIn({ text, toPage }: FenceBlock): Command[] {
  const lines = text.replace(/\\\r?\n/g, (part) => ' '.repeat(part.length));
  return [...lines.matchAll(/\baws[ \t]+iam[ \t]+([a-z-]+)([^\r\n]*)/g)].map((match) => {
    const [, verb = '', rest = ''] = match;
    const words = [...rest.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
      ([, double, single, plain]) => double ?? single ?? plain ?? '',
    );
    const options = new Map<string, string>();
    for (const [index, word] of words.entries()) {
      if (!word.startsWith('--')) continue;
      const equals = word.indexOf('=');
      const name = word.slice(2, equals === -1 ? undefined : equals);
      const value = equals === -1 ? words[index + 1] : word.slice(equals + 1) || words[index + 1];
      options.set(name, value ?? '');
    }
    return { verb, options, start: toPage(match.index) };
  });
}

const nameIn = (text: string | undefined): string | undefined =>
  text !== undefined && ROLE_NAME.test(text) ? text : undefined;

function fileIn(document: string | undefined): string | undefined {
  const [, path] = /^fileb?:\/\/(.+)$/.exec(document ?? '') ?? [];
  const file = path === undefined ? undefined : posix.basename(path);
  return file !== undefined && FILE_NAME.test(file) ? file : undefined;
}

/**
 * The file that a sentence says to save a fence as: “Save this as `x.json`:” before it, or “Save it
 * as `x.json`.” right after.
 */
export function savedAs(fence: FenceBlock, blocks: readonly Block[]): string | undefined {
  const index = blocks.indexOf(fence);
  const near = [blocks[index - 1], blocks[index + 1]];
  for (const block of near) {
    if (block?.kind !== 'prose' || block.section !== fence.section) continue;
    const isBefore = block === near[0];
    const files = codeIn(block).filter(({ text }) => FILE_NAME.test(text));
    const named = files.filter(({ before }) => (isBefore ? SAVE : SAVE_IT).test(before));
    if (named.length === 1) return named[0]?.text;
  }
  return undefined;
}

const SAVE =
  /\b(?:save|write|store|put|create|add|name)\b[^.;]{0,80}\b(?:as|in|into|to|file|named|called)\b[^.;]{0,40}$|\b(?:file|named|called)\s*$/i;
const SAVE_IT =
  /\b(?:save|write|store|put)\b[^.;]{0,30}\b(?:it|this|the (?:policy|document|file))\b[^.;]{0,30}\b(?:as|in|into|to)\b[^.;]{0,20}$/i;

/** The IAM name in the only “role named `X`” or “`XRole` role” of a section, its heading included. */
export function roleNamedIn(section: readonly ProseBlock[]): string | undefined {
  const names = section.flatMap((block) =>
    codeIn(block)
      .filter(
        ({ text, before, after }) =>
          ROLE_NAME.test(text) &&
          !FILE_NAME.test(text) &&
          (/\broles?,? (?:named|called)\s*$|\brole name:?\s*$/i.test(before) ||
            (/^[A-Z]/.test(text) &&
              /\b(?:an?|the) (?:IAM )?$/i.test(before) &&
              /^ role\b/.test(after))),
      )
      .map(({ text }) => text),
  );
  return new Set(names).size === 1 ? names[0] : undefined;
}

interface CodeInText {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** The code spans of a block, with the words around them. */
function codeIn({ runs }: ProseBlock): CodeInText[] {
  return runs.flatMap((run, index) =>
    run.kind === 'code'
      ? [
          {
            text: run.text.trim(),
            before: textOf(runs.slice(0, index)),
            after: textOf(runs.slice(index + 1)),
          },
        ]
      : [],
  );
}

const textOf = (runs: ProseBlock['runs']): string => runs.map(({ text }) => text).join('');
