/** Service principals that code and commands name outside of policies, and sentences about them. */
import { meantPrincipal } from '../../../iam/service-principals.ts';
import type { Range } from '../../../problems/source.ts';
import type { FenceBlock, ProseBlock } from '../../../reading/blocks.ts';
import { saysWrong, sentenceAt } from '../../../reading/sentences.ts';
import type { Finding } from '../../lint.ts';
import type { LintContext, LintPage } from './page.ts';
import { isElsewhere } from './provenance.ts';

const NAME = `([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+){1,5})`;
/**
 * CDK and its like, options of the AWS CLI, arguments of Terraform, and the permission of a function
 * in CloudFormation.
 */
const IN_CODE = new RegExp(
  `(?:\\bServicePrincipal\\(\\s{0,80}["'\`]|--(?:aws-service-name|principal)[ =]["']?|\\b(?:aws_service_name|principal)[ ]{0,20}=[ ]{0,4}"|^[ ]{0,40}(?:AWSServiceName|Principal):[ ]{1,8}["']?)${NAME}(?=["'\`\\s)]|$)`,
  'gm',
);
const ONLY = new RegExp(`^${NAME}$`);

export function principalsInCode(
  { blocks }: LintPage,
  { reference }: Pick<LintContext, 'reference'>,
): Finding[] {
  const judged = (name: string, range: Range): Finding[] => {
    const meant = meantPrincipal(name, reference);
    if (meant === undefined) return [];
    return [
      {
        code: 'iam/unknown-service-principal',
        range,
        message: `no service principal "${name}" is known`,
        hint: `did you mean \`${meant}\`?`,
      },
    ];
  };
  return blocks.flatMap((block) =>
    block.kind === 'fence' ? inFence(block, judged) : inProse(block, judged),
  );
}

type Judge = (name: string, range: Range) => Finding[];

function inFence(fence: FenceBlock, judged: Judge): Finding[] {
  if (!fence.text.includes('.ama') || saysWrong(fence) || isElsewhere(fence)) return [];
  return [...fence.text.matchAll(IN_CODE)].flatMap(({ 0: all, 1: name = '', index }) => {
    const start = index + all.length - name.length;
    return judged(name, { start: fence.toPage(start), end: fence.toPage(start + name.length) });
  });
}

/** A host of the same form may be anything, but for a sentence about principals. */
function inProse(block: ProseBlock, judged: Judge): Finding[] {
  let before = 0;
  return block.runs.flatMap(({ kind, text, range }) => {
    const at = before;
    before += text.length;
    if (kind !== 'code' || !text.includes('.ama') || !ONLY.test(text)) return [];
    const sentence = sentenceAt(block.text, at).text;
    const isOfPrincipals = /\bservice principals?\b/i.test(sentence);
    const { context } = block;
    return isOfPrincipals && !saysWrong({ context: `${context}\n${sentence}`, after: '' })
      ? judged(text, range)
      : [];
  });
}
