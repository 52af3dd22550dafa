/** Calls of boto3, by the clients that a file makes. */
import {
  type Call,
  callAt,
  type Client,
  inLines,
  isComment,
  linesOf,
  plain,
  type Preset,
  prefixOf,
} from '../code-lines.ts';

/** `s3 = boto3.client('s3')`, over several lines too. */
const MADE =
  /(?:([A-Za-z_][\w.]{0,80})(?:[ \t]{0,4}:[ \t]{0,4}[^=\n]{1,80})?[ \t]{0,4}=[ \t]{0,4})?\b[\w.]{1,80}(?:\([^()\n]{0,80}\))?\.(client|resource)\(\s{0,80}(?:service_name\s{0,4}=\s{0,4})?["']([a-z0-9-]{1,60})["']/g;
const CALL = plain(String.raw`(?<variable>[A-Za-z_][\w.]*)\.(?<action>[a-z][a-z0-9_]*)\(`, '(');
const CHAINED = plain(
  String.raw`\.(client|resource)\(\s*(service_name\s*=\s*)?["'](?<service>[a-z0-9-]+)["'][^()]*\)\.(?<action>[a-z][a-z0-9_]*)\(`,
  '.client(',
  '.resource(',
);
/** Calls that are named by a text: of a paginator, a waiter, a link that is signed. */
const NAMED = plain(
  String.raw`(?<variable>[A-Za-z_][\w.]*)\.(?<kind>get_paginator|get_waiter|generate_presigned_url)\(\s*(\w+\s*=\s*)?["'](?<action>[a-z][a-z0-9_]*)["']`,
  'get_paginator',
  'get_waiter',
  'generate_presigned_url',
);
const OBJECT = plain(
  String.raw`(?<variable>[A-Za-z_][\w.]*)\s*=\s*(?<parent>[A-Za-z_][\w.]*)\.(?<class>[A-Z]\w*)\(`,
  '=',
);
/** Methods of clients that are not calls. */
const METHODS = new Set([
  'get_paginator',
  'get_waiter',
  'generate_presigned_url',
  'can_paginate',
  'close',
]);

/** `client.get_parameter(`, where the file makes the client with `boto3.client('ssm')`. */
export const boto3: Preset = (text, given) => {
  const lines = linesOf(text);
  const services = new Map<string, string>();
  const resources = new Map<string, string>();
  const clients: Client[] = [];
  for (const { 0: whole, 1: variable, 2: kind, 3: name = '', index } of text.matchAll(MADE)) {
    const service = prefixOf(name);
    const start = index + whole.length - name.length - 1;
    const line = text.slice(text.lastIndexOf('\n', index) + 1, index + whole.length);
    if (isComment({ text: line, start: 0 })) continue;
    if (variable !== undefined) (kind === 'resource' ? resources : services).set(variable, service);
    // Objects of other services have methods of their own: `bucket.objects.all()`.
    const isOpaque = kind === 'resource' && service !== 'dynamodb';
    clients.push({ service, isOpaque, start, end: start + name.length });
  }
  for (const line of lines)
    for (const groups of OBJECT(line)) {
      const service = resources.get(groups.get('parent')?.text ?? '');
      if (service === 'dynamodb' && groups.get('class')?.text === 'Table')
        services.set(groups.get('variable')?.text ?? '', service);
    }
  const serviceOf = (variable: string): string | undefined => {
    const own = services.get(variable) ?? resources.get(variable.replace(/\.meta\.client$/, ''));
    if (own !== undefined && (services.has(variable) || variable.endsWith('.meta.client')))
      return own;
    return /(?:^|[._])client$/.test(variable) ? given : undefined;
  };
  const calls: Call[] = [
    ...inLines(lines, NAMED, (groups, line) => {
      const [action, kind] = [groups.get('action'), groups.get('kind')?.text];
      const service = serviceOf(groups.get('variable')?.text ?? '');
      if (!action || service === undefined) return undefined;
      return callAt(
        line,
        action,
        service,
        kind === 'get_waiter' ? `${action.text}_waiter` : undefined,
      );
    }),
    ...inLines(lines, CALL, (groups, line) => {
      const action = groups.get('action');
      const service = serviceOf(groups.get('variable')?.text ?? '');
      return action && service !== undefined && !METHODS.has(action.text)
        ? callAt(line, action, service)
        : undefined;
    }),
    ...inLines(lines, CHAINED, (groups, line) => {
      const action = groups.get('action');
      const service = prefixOf(groups.get('service')?.text ?? '');
      return action && !METHODS.has(action.text) ? callAt(line, action, service) : undefined;
    }),
  ];
  return { calls, clients };
};
