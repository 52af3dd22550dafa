/**
 * Calls of AWS in code, as far as plain patterns can be right: a file says which services its names
 * belong to, and each line is looked at by itself. Code is not parsed.
 */
import { prefixOfClient } from '../iam/operations.ts';
import { compilePattern, type Held, type Pattern } from './pattern.ts';

/** A call, or what looks like one. */
export interface Call {
  /** The IAM prefix; undefined if the file does not say. */
  readonly service: string | undefined;
  /** As code writes it: `GetParameter`, `get_parameter`. */
  readonly name: string;
  /** Offsets of the file. */
  readonly start: number;
  readonly end: number;
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/** A longer line was made by a program. */
const LONGEST_LINE = 2000;

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (line.length <= LONGEST_LINE) lines.push({ text: line, start });
    start = end + 1;
  }
  return lines;
}

/** What a pattern of one's own finds. */
export function callsMatching(text: string, pattern: Pattern, service: string | undefined): Call[] {
  return linesOf(text).flatMap((line) =>
    pattern.find(line.text).flatMap((groups) => {
      const action = groups.get('action');
      const own = groups.get('service')?.text;
      return action ? callAt(line, action, own === undefined ? service : prefixOf(own)) : [];
    }),
  );
}

const callAt = (line: Line, { text, start, end }: Held, service: string | undefined): Call[] => [
  { service, name: text, start: line.start + start, end: line.start + end },
];

const prefixOf = (client: string): string => prefixOfClient(client) ?? client.toLowerCase();

/** A pattern that permadocs writes itself. */
function plain(text: string): Pattern {
  const compiled = compilePattern(text);
  if ('wrong' in compiled) throw new Error(`${text}: ${compiled.wrong}`);
  return compiled;
}

type Preset = (text: string, service: string | undefined) => Call[];

const isComment = ({ text }: Line): boolean => /^\s*(?:\/\/|\/\*|\*|#)/.test(text);

const GO_IMPORT = plain(
  String.raw`^\s*(import\s+)?((?<alias>\w+)\s+)?"github\.com/aws/aws-sdk-go-v2/service/(?<service>[a-z0-9]+)"`,
);
const GO_INPUT = plain(String.raw`\b(?<alias>\w+)\.(?<action>[A-Z][A-Za-z0-9]*)Input\b`);

/** `ssm.GetParameterInput`, where `ssm` is a package that the file imports. */
const goSdkV2: Preset = (text) => {
  const lines = linesOf(text);
  const services = new Map<string, string>();
  for (const line of lines)
    for (const groups of GO_IMPORT.find(line.text)) {
      const service = groups.get('service')?.text ?? '';
      services.set(groups.get('alias')?.text ?? service, prefixOf(service));
    }
  if (services.size === 0) return [];
  return lines
    .filter((line) => !isComment(line))
    .flatMap((line) =>
      GO_INPUT.find(line.text).flatMap((groups) => {
        const action = groups.get('action');
        const service = services.get(groups.get('alias')?.text ?? '');
        return action && service !== undefined ? callAt(line, action, service) : [];
      }),
    );
};

const TS_FROM = plain(
  String.raw`\b(from|require)\b\s*\(?\s*["']@aws-sdk/(client|lib)-(?<service>[a-z0-9-]+)["']`,
);
const TS_COMMAND = plain(String.raw`\bnew (?<action>[A-Z][A-Za-z0-9]*)Command\(`);
const TS_PAGINATOR = plain(String.raw`\bpaginate(?<action>[A-Z][A-Za-z0-9]*)\(`);

/** `new GetParameterCommand(`, where the file imports the command from a client of the SDK. */
const tsSdkV3: Preset = (text, given) => {
  const lines = linesOf(text);
  const services = new Map<string, string>();
  const clients = new Set<string>();
  let imported = '';
  for (const line of lines) {
    if (/^\s*(?:import|export|const|let|var)\b/.test(line.text)) imported = '';
    imported = `${imported} ${line.text}`.slice(-LONGEST_LINE);
    const [groups] = TS_FROM.find(line.text);
    if (!groups) continue;
    const client = groups.get('service')?.text ?? '';
    const service = prefixOf(client);
    clients.add(service);
    for (const [name] of imported.matchAll(/\b(?:[A-Z]\w{0,80}Command|paginate[A-Z]\w{0,80})\b/g))
      services.set(name, service);
    imported = '';
  }
  const [only] = clients;
  const alone = clients.size === 1 ? only : given;
  return lines
    .filter((line) => !isComment(line))
    .flatMap((line) => [
      ...TS_COMMAND.find(line.text).flatMap((groups) => {
        const action = groups.get('action');
        if (!action) return [];
        const service = services.get(`${action.text}Command`);
        return service !== undefined || given !== undefined
          ? callAt(line, action, service ?? alone)
          : [];
      }),
      ...TS_PAGINATOR.find(line.text).flatMap((groups) => {
        const action = groups.get('action');
        const service = action && services.get(`paginate${action.text}`);
        return action && service !== undefined ? callAt(line, action, service) : [];
      }),
    ]);
};

const BOTO_CLIENT = plain(
  String.raw`(?<variable>[A-Za-z_][\w.]*)\s*=\s*[\w.()]*\bclient\(\s*(service_name\s*=\s*)?["'](?<service>[a-z0-9-]+)["']`,
);
const BOTO_CALL = plain(String.raw`(?<variable>[A-Za-z_][\w.]*)\.(?<action>[a-z][a-z0-9_]*)\(`);
const BOTO_PAGINATOR = plain(
  String.raw`(?<variable>[A-Za-z_][\w.]*)\.get_paginator\(\s*["'](?<action>[a-z][a-z0-9_]*)["']`,
);
/** Methods of clients that are not calls. */
const BOTO_METHODS = new Set(['get_paginator', 'get_waiter', 'can_paginate', 'close']);

/** `client.get_parameter(`, where the file makes the client with `boto3.client('ssm')`. */
const boto3: Preset = (text, given) => {
  const lines = linesOf(text);
  const services = new Map<string, string>();
  for (const line of lines)
    for (const groups of BOTO_CLIENT.find(line.text))
      services.set(groups.get('variable')?.text ?? '', prefixOf(groups.get('service')?.text ?? ''));
  return lines
    .filter((line) => !isComment(line))
    .flatMap((line) =>
      [BOTO_PAGINATOR, BOTO_CALL].flatMap((pattern) =>
        pattern.find(line.text).flatMap((groups) => {
          const action = groups.get('action');
          const variable = groups.get('variable')?.text ?? '';
          const isClient = services.has(variable) || /(?:^|[._])client$/.test(variable);
          const service = services.get(variable) ?? (isClient ? given : undefined);
          return action && service !== undefined && !BOTO_METHODS.has(action.text)
            ? callAt(line, action, service)
            : [];
        }),
      ),
    );
};

const JAVA_IMPORT = plain(
  String.raw`^\s*import (static )?software\.amazon\.awssdk\.services\.(?<service>[a-z0-9]+)\.([a-z]+\.)?(?<name>[A-Z]\w*|\*)`,
);
const JAVA_REQUEST = plain(String.raw`\b(?<action>[A-Z][A-Za-z0-9]*)Request\.builder\(`);

/** `GetParameterRequest.builder()`, where the file imports the request from a client of the SDK. */
const javaSdkV2: Preset = (text, given) => {
  const lines = linesOf(text);
  const services = new Map<string, string>();
  for (const line of lines)
    for (const groups of JAVA_IMPORT.find(line.text))
      services.set(groups.get('name')?.text ?? '', prefixOf(groups.get('service')?.text ?? ''));
  return lines
    .filter((line) => !isComment(line))
    .flatMap((line) =>
      JAVA_REQUEST.find(line.text).flatMap((groups) => {
        const action = groups.get('action');
        const service = services.get(`${action?.text ?? ''}Request`) ?? services.get('*') ?? given;
        return action && service !== undefined ? callAt(line, action, service) : [];
      }),
    );
};

export const PRESET_CALLS = {
  'go-sdk-v2': goSdkV2,
  'ts-sdk-v3': tsSdkV3,
  boto3,
  'java-sdk-v2': javaSdkV2,
} as const satisfies Record<string, Preset>;
