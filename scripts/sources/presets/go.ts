/** Calls of the AWS SDK for Go, by the inputs, waiters and transfers that a file's packages name. */
import {
  callAt,
  type Client,
  clientAt,
  inLines,
  linesOf,
  plain,
  type Preset,
  prefixOf,
} from '../code-lines.ts';

const INPUT = plain(String.raw`\b(?<alias>\w+)\.(?<action>[A-Z][A-Za-z0-9]*)Input\b`, 'Input');
const MAKER = plain(
  String.raw`\b(?<alias>\w+)\.New(?<action>[A-Z][A-Za-z0-9]*)(?<kind>Paginator|Waiter)\(`,
  'Paginator(',
  'Waiter(',
);
const TRANSFER = plain(
  String.raw`\b(?<alias>\w+)\.(?<action>New(Uploader|Downloader)(WithClient)?)\(`,
  '.NewUploader',
  '.NewDownloader',
);

function presetFor(base: string, transfers: string): Preset {
  const imported = plain(
    String.raw`^\s*(import\s+)?((?<alias>\w+)\s+)?"${base.replaceAll('.', String.raw`\.`)}/service/(?<service>[a-z0-9]+)"`,
    base,
  );
  const transferring = plain(
    String.raw`^\s*(import\s+)?((?<alias>\w+)\s+)?"${transfers.replaceAll('.', String.raw`\.`)}/(?<name>manager|s3manager)"`,
    transfers,
  );
  return (text) => {
    const lines = linesOf(text);
    const services = new Map<string, string>();
    const managers = new Set<string>();
    const clients: Client[] = [];
    for (const line of lines) {
      for (const groups of imported(line)) {
        const name = groups.get('service');
        if (!name) continue;
        const service = prefixOf(name.text);
        services.set(groups.get('alias')?.text ?? name.text, service);
        clients.push(clientAt(line, name, service));
      }
      for (const groups of transferring(line))
        managers.add((groups.get('alias') ?? groups.get('name'))?.text ?? '');
    }
    if (services.size + managers.size === 0) return { calls: [], clients };
    const calls = [
      ...inLines(lines, INPUT, (groups, line) => {
        const action = groups.get('action');
        const service = services.get(groups.get('alias')?.text ?? '');
        return action && service !== undefined ? callAt(line, action, service) : undefined;
      }),
      ...inLines(lines, MAKER, (groups, line) => {
        const [action, kind] = [groups.get('action'), groups.get('kind')?.text ?? ''];
        const service = services.get(groups.get('alias')?.text ?? '');
        if (!action || service === undefined) return undefined;
        return callAt(
          line,
          action,
          service,
          kind === 'Waiter' ? `${action.text}Waiter` : undefined,
        );
      }),
      ...inLines(lines, TRANSFER, (groups, line) => {
        const action = groups.get('action');
        const isManager = managers.has(groups.get('alias')?.text ?? '');
        return action && isManager ? callAt(line, action, 's3') : undefined;
      }),
    ];
    return { calls, clients };
  };
}

/** `ssm.GetParameterInput`, where `ssm` is a package that the file imports. */
export const goSdkV2 = presetFor(
  'github.com/aws/aws-sdk-go-v2',
  'github.com/aws/aws-sdk-go-v2/feature/s3',
);
export const goSdkV1 = presetFor(
  'github.com/aws/aws-sdk-go',
  'github.com/aws/aws-sdk-go/service/s3',
);
