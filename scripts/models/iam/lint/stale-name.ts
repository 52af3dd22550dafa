/** Bare names of removed actions (`CallReadOnlyTool`), where the text ties them to the service. */
import type { Range } from '../../../problems/source.ts';
import type { Block, ProseBlock } from '../../../reading/blocks.ts';
import type { Lifecycle } from '../../../iam/retired.ts';
import { memo, memoOf, once } from '../../../memo.ts';
import { sentenceAt } from '../../../reading/sentences.ts';
import type { Finding } from '../../lint.ts';
import type { Rule } from './page.ts';
import { listsChanges, tellsOfRemoval } from '../../../reading/removal.ts';

const OTHER_SERVER =
  /(?<![\w-])(?!aws-mcp\b)[a-z0-9-]+-mcp(?![\w-])|\b(?:EKS|ECS|SageMaker|CloudWatch|Application Signals|WorkSpaces|Partner Central)\b/;

export const staleName: Rule = {
  code: 'lint/stale-name',
  good: 'The `eks-mcp` namespace defines three actions:\n\n- `InvokeMcp` connects\n- `CallReadOnlyTool` reads\n',
  bad: 'The `aws-mcp` namespace defines three actions, among them `CallReadOnlyTool`.\n',
  check: (page, { lifecycle, asOf }) => {
    if (listsChanges(page.source.file)) return [];
    const { byName, spaces } = namesIn(lifecycle, asOf);
    const sections = once(() => sectionsOf(page.blocks));
    return page.blocks.flatMap((block) => {
      if (block.kind === 'fence') return [];
      let before = 0;
      return block.runs.flatMap(({ kind, text, range }) => {
        const at = before;
        before += text.length;
        if (kind === 'code' && spaces.has(text) && isOfActions(block, at))
          return tellsOfRemoval(block, at) ? [] : [namespaceFinding(text, range)];
        const services = kind === 'code' ? byName.get(text) : undefined;
        if (!services) return [];
        const around = sections().get(block.section) ?? '';
        const [service, ...others] = services.filter((one) =>
          new RegExp(`(?<![\\w-])${one}(?![\\w-])`).test(around),
        );
        // Another MCP server in the same section may have an action of this name.
        const isShared = others.length > 0 || OTHER_SERVER.test(around);
        if (service === undefined || isShared || tellsOfRemoval(block, at)) return [];
        return [
          {
            code: 'lint/stale-name' as const,
            range,
            message: `${text} reads like the action ${service}:${text}, which was removed`,
            hint: 'say what is checked now: the actions of the service that the tool calls',
          },
        ];
      });
    });
  },
};

interface Names {
  /** The services of each bare name. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Services that have no actions any more. */
  readonly spaces: ReadonlySet<string>;
}

/** The same for all pages of a run. */
const namesOf = memoOf((_: Lifecycle) => memo<string, Names>(MOST_DAYS));
const MOST_DAYS = 10;

const namesIn = (lifecycle: Lifecycle, asOf: string): Names =>
  namesOf(lifecycle)(asOf, () => namesAt(lifecycle, asOf));

function namesAt({ actions, namespaces }: Lifecycle, asOf: string): Names {
  const byName = new Map<string, string[]>();
  for (const { action, removed, isOperation } of actions) {
    const [service = '', name = ''] = action.split(':');
    if (removed <= asOf && isOperation !== true)
      byName.set(name, [...(byName.get(name) ?? []), service]);
  }
  const spaces = new Set(
    actions.flatMap(({ action, removed, listed }) => {
      const [service = ''] = action.split(':');
      const isOver = removed <= asOf && listed === undefined;
      return isOver && namespaces.has(service) ? [service] : [];
    }),
  );
  return { byName, spaces };
}

/** What each section between headings says. */
function sectionsOf(blocks: readonly Block[]): ReadonlyMap<number, string> {
  const sections = new Map<number, string>();
  for (const { section, context, text } of blocks)
    sections.set(section, `${sections.get(section) ?? ''}\n${context}\n${text}`);
  return sections;
}

/** Not the name under which requests are signed, a host, or a server: the sentence is about actions. */
function isOfActions(block: ProseBlock, at: number): boolean {
  const { text } = sentenceAt(block.text, at);
  return (
    /\b(?:namespaces?|prefix(?:es)?)\b/i.test(text) &&
    /\b(?:actions?|permissions?)\b/i.test(text) &&
    !/\b(?:SigV4|sign\w*|host\w*)\b/i.test(text)
  );
}

function namespaceFinding(service: string, range: Range): Finding {
  return {
    code: 'lint/stale-name',
    range,
    message: `${service} no longer has actions: all of them were removed`,
    hint: 'say what is checked now: the actions of the service that the tool calls',
  };
}
