/** Calls of the AWS SDK for JavaScript, by the names that a file imports from its clients. */
import {
  type Call,
  callAt,
  type Client,
  clientAt,
  inLines,
  type Line,
  linesOf,
  plain,
  type Preset,
  prefixOf,
} from '../code-lines.ts';

const FROM = plain(
  String.raw`\b(from|require|import)\b\s*\(?\s*["']@aws-sdk/(?<kind>client|lib)-(?<service>[a-z0-9-]+)["']`,
  '@aws-sdk/client-',
  '@aws-sdk/lib-',
);
const COMMAND = plain(
  String.raw`\bnew ((?<alias>\w+)\.)?(?<action>[A-Z][A-Za-z0-9]*)Command\(`,
  'Command(',
);
const FUNCTION = plain(
  String.raw`\b(?<kind>paginate|waitUntil|waitFor)(?<action>[A-Z][A-Za-z0-9]*)\(`,
  'paginate',
  'waitUntil',
  'waitFor',
);
const MADE = plain(
  String.raw`(?<variable>[A-Za-z_$#][\w.$#]*)\s*(:\s*\w+\s*)?=\s*(new ((?<alias>\w+)\.)?(?<class>[A-Z]\w*)(\.DocumentClient)?\(|(?<from>[A-Z]\w*)\.from\()`,
  'new ',
  '.from(',
);
const METHOD = plain(String.raw`(?<variable>[A-Za-z_$#][\w.$#]*)\.(?<action>[a-z]\w*)\(`, '(');
const UPLOAD = plain(String.raw`\bnew (?<action>Upload)\(`, 'new Upload(');
/** Methods of clients that are not calls. */
const METHODS = new Set(['send', 'destroy', 'from', 'makeRequest', 'setupRequestListeners']);

/** `lib-storage` is about objects of S3. */
const serviceOf = (client: string): string => (client === 'storage' ? 's3' : prefixOf(client));

interface Imports {
  /** By the name in the file. */
  readonly services: ReadonlyMap<string, string>;
  readonly clients: readonly Client[];
}

/** The longest list of names in an import that is looked at. */
const LONGEST_IMPORT = 4000;

function importsOf(lines: readonly Line[]): Imports {
  const services = new Map<string, string>();
  const clients: Client[] = [];
  let imported = '';
  for (const line of lines) {
    if (/^\s*(?:import|export|const|let|var)\b/.test(line.text)) imported = '';
    imported = `${imported} ${line.text}`.slice(-LONGEST_IMPORT);
    const [groups] = FROM(line);
    const written = groups?.get('service');
    if (!groups || !written) continue;
    const service = serviceOf(written.text);
    if (groups.get('kind')?.text === 'client' && !/^\s*import type\b/.test(imported))
      clients.push(clientAt(line, written, service));
    for (const [name] of imported.matchAll(
      /\b(?:[A-Z]\w{0,80}|(?:paginate|waitUntil|waitFor)[A-Z]\w{0,80})\b/g,
    ))
      services.set(name, service);
    const [, whole] = /\*\s{0,4}as (\w{1,80})/.exec(imported) ?? [];
    const [, required] = /\b(?:const|let|var) (\w{1,80})\s{0,4}=/.exec(imported) ?? [];
    for (const name of [whole, required]) if (name !== undefined) services.set(`${name}.`, service);
    imported = '';
  }
  return { services, clients };
}

/** `x = new SSM({})`, then `x.getParameter(`; within a class, the same with `this.` before it. */
function methodCalls(
  lines: readonly Line[],
  serviceOfClass: (name: string, alias: string | undefined) => string | undefined,
): Call[] {
  const variables = new Map<string, string>();
  for (const line of lines)
    for (const groups of MADE(line)) {
      const name = (groups.get('class') ?? groups.get('from'))?.text ?? '';
      const service = serviceOfClass(name, groups.get('alias')?.text);
      const variable = groups.get('variable')?.text ?? '';
      if (service === undefined || /(?:Command|Client)$/.test(name) || name === 'Upload') continue;
      variables.set(variable, service).set(`this.${variable}`, service);
    }
  if (variables.size === 0) return [];
  return inLines(lines, METHOD, (groups, line) => {
    const action = groups.get('action');
    const service = variables.get(groups.get('variable')?.text ?? '');
    if (!action || service === undefined || METHODS.has(action.text)) return undefined;
    if (action.text !== 'waitFor' && action.text !== 'getSignedUrl')
      return callAt(line, action, service);
    const behind = line.text.slice(action.end);
    const [, named] = /^\(\s{0,4}["'](\w{1,80})["']/.exec(behind) ?? [];
    return named === undefined
      ? undefined
      : callAt(line, action, service, action.text === 'waitFor' ? `${named}Waiter` : named);
  });
}

/** `new GetParameterCommand(`, where the file imports the command from a client of the SDK. */
export const tsSdkV3: Preset = (text, given) => {
  const lines = linesOf(text);
  const { services, clients } = importsOf(lines);
  if (services.size === 0 && given === undefined) return { calls: [], clients };
  const used = new Set(clients.map(({ service }) => service));
  const [only] = used;
  const alone = used.size === 1 ? only : given;
  const calls = [
    ...inLines(lines, COMMAND, (groups, line) => {
      const action = groups.get('action');
      if (!action) return undefined;
      const alias = groups.get('alias')?.text;
      const service =
        alias === undefined ? services.get(`${action.text}Command`) : services.get(`${alias}.`);
      return service !== undefined || given !== undefined
        ? callAt(line, action, service ?? alone)
        : undefined;
    }),
    ...inLines(lines, FUNCTION, (groups, line) => {
      const [action, kind] = [groups.get('action'), groups.get('kind')?.text ?? ''];
      const service = action && services.get(`${kind}${action.text}`);
      if (!action || service === undefined) return undefined;
      return callAt(
        line,
        action,
        service,
        kind === 'paginate' ? undefined : `${action.text}Waiter`,
      );
    }),
    ...(services.has('Upload')
      ? inLines(lines, UPLOAD, (groups, line) => {
          const action = groups.get('action');
          return action && callAt(line, action, 's3');
        })
      : []),
    ...methodCalls(lines, (name, alias) => services.get(alias === undefined ? name : `${alias}.`)),
  ];
  return { calls, clients };
};

const FROM_V2 = plain(
  String.raw`\b(from|require|import)\b\s*\(?\s*["'](?<name>aws-sdk(/clients/(?<service>[a-z0-9]+))?)["']`,
  'aws-sdk',
);

/** `s3.getObject(`, where the file makes the client with `new AWS.S3()`. */
export const tsSdkV2: Preset = (text) => {
  const lines = linesOf(text);
  const clients: Client[] = [];
  let isImported = false;
  for (const line of lines)
    for (const groups of FROM_V2(line)) {
      isImported = true;
      const service = groups.get('service');
      if (service) clients.push(clientAt(line, service, prefixOf(service.text)));
    }
  if (!isImported) return { calls: [], clients };
  for (const line of lines)
    for (const groups of MADE(line)) {
      const name = groups.get('class');
      if (name && groups.get('alias')?.text === 'AWS' && name.text !== 'Config')
        clients.push(clientAt(line, name, prefixOf(name.text)));
    }
  const calls = methodCalls(lines, (name, alias) => {
    const service = prefixOf(name);
    const isClient = clients.some((client) => client.service === service);
    return isClient || alias === 'AWS' ? service : undefined;
  });
  return { calls, clients };
};
