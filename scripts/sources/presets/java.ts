/** Calls of the AWS SDK for Java, by the requests that a file imports and the clients that it declares. */
import {
  type Call,
  callAt,
  type Client,
  clientAt,
  inLines,
  linesOf,
  plain,
  type Preset,
  prefixOf,
} from '../code-lines.ts';

const REQUEST_V2 = plain(
  String.raw`\b(?<action>[A-Z][A-Za-z0-9]*)Request\.builder\(`,
  'Request.builder(',
);
const REQUEST_V1 = plain(String.raw`\bnew (?<action>[A-Z][A-Za-z0-9]*)Request\(`, 'Request(');
const DECLARED = plain(
  String.raw`\b(?<class>(Amazon|AWS)?[A-Z]\w*)\s+(?<variable>[a-z]\w*)\s*(=|;|,|\))`,
  ' ',
);
const METHOD = plain(String.raw`\b(?<variable>[a-z]\w*)\.(?<action>[a-z][A-Za-z0-9]*)\(`, '(');
const WAITER = plain(String.raw`\.waitUntil(?<action>[A-Z][A-Za-z0-9]*)\(`, '.waitUntil');
/** Methods of clients that are not calls. */
const METHODS = new Set([
  'builder',
  'close',
  'create',
  'equals',
  'getClass',
  'hashCode',
  'serviceClientConfiguration',
  'serviceName',
  'setEndpoint',
  'setRegion',
  'shutdown',
  'toString',
  'utilities',
  'waiter',
  'waiters',
]);

function presetFor(base: string, find: typeof REQUEST_V2): Preset {
  const imported = plain(
    String.raw`^\s*import (static )?${base.replaceAll('.', String.raw`\.`)}\.(?<service>[a-z0-9]+)\.([a-z]+\.)?(?<name>[A-Z]\w*|\*)`,
    base,
  );
  return (text, given) => {
    const lines = linesOf(text);
    const services = new Map<string, string>();
    const clients: Client[] = [];
    for (const line of lines)
      for (const groups of imported(line)) {
        const [name, written] = [groups.get('name')?.text ?? '', groups.get('service')];
        if (!written) continue;
        const service = prefixOf(written.text);
        services.set(name, service);
        if (isClient(name)) clients.push(clientAt(line, written, service));
      }
    const variables = new Map<string, string>();
    for (const line of lines)
      for (const groups of DECLARED(line)) {
        const name = groups.get('class')?.text ?? '';
        const service = services.get(name);
        if (isClient(name) && service !== undefined)
          variables.set(groups.get('variable')?.text ?? '', service);
      }
    const only = new Set(services.values()).size === 1 ? [...services.values()][0] : undefined;
    const calls: Call[] = [
      ...inLines(lines, find, (groups, line) => {
        const action = groups.get('action');
        const service = services.get(`${action?.text ?? ''}Request`) ?? services.get('*') ?? given;
        return action && service !== undefined ? callAt(line, action, service) : undefined;
      }),
      ...(variables.size === 0
        ? []
        : inLines(lines, METHOD, (groups, line) => {
            const action = groups.get('action');
            const service = variables.get(groups.get('variable')?.text ?? '');
            if (!action || service === undefined || METHODS.has(action.text)) return undefined;
            return callAt(line, action, service, action.text.replace(/Paginator$/, ''));
          })),
      ...inLines(lines, WAITER, (groups, line) => {
        const action = groups.get('action');
        const service = only ?? given;
        return action && service !== undefined
          ? callAt(line, action, service, `${action.text}Waiter`)
          : undefined;
      }),
    ];
    return { calls, clients };
  };
}

/** `S3Client`, `S3AsyncClient`, and `AmazonS3` or `AWSLambda` of the first version. */
const isClient = (name: string): boolean =>
  /(?:Client|AsyncClient)$/.test(name) ||
  (/^(?:Amazon|AWS)[A-Z]\w{0,80}$/.test(name) &&
    !/(?:Exception|Builder|Result|Request)$/.test(name));

/** `GetParameterRequest.builder()`, where the file imports the request from a client of the SDK. */
export const javaSdkV2 = presetFor('software.amazon.awssdk.services', REQUEST_V2);
/** `new GetObjectRequest(`. */
export const javaSdkV1 = presetFor('com.amazonaws.services', REQUEST_V1);
