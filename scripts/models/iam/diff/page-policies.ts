/** IAM policies in the fences of pages. */
import type { Substitute } from '../../../data/role-policies.ts';
import { mapTexts, toDocument } from '../../../iam/parse.ts';
import type { PolicyNode } from '../../../iam/policy.ts';
import { type EvaluablePolicy, readPolicy } from '../../../iam/statement.ts';
import { LARGEST_PARSED, toPage } from '../../../pages/page.ts';
import { readBlocks } from '../../../reading/blocks.ts';
import { leavesOf } from '../../../reading/families.ts';
import { findPolicies, type FoundPolicy } from '../../../reading/policies.ts';
import type { PagesOfSide } from '../../changes.ts';
import type { PlacedOnPage } from '../../page-pairs.ts';

export interface PagePolicy extends PlacedOnPage {
  readonly policy: EvaluablePolicy;
  /** The page leaves out parts, with `…`. */
  readonly isElided: boolean;
}

const MAY_HOLD_POLICY = /\b(?:Statement|Effect|aws_iam_policy_document)\b/;

/** The policies of a page; none if it is too large to parse. */
export function policiesOfPage(
  { kindOf }: Pick<PagesOfSide, 'kindOf'>,
  file: string,
  bytes: Buffer,
  substitute: Substitute,
): PagePolicy[] {
  if (bytes.length > LARGEST_PARSED) return [];
  const { source } = toPage(file, bytes, kindOf(file).flavor, false);
  if (!MAY_HOLD_POLICY.test(source.text)) return [];
  const found = readBlocks(source, kindOf(file).flavor).blocks.flatMap((block) =>
    block.kind === 'fence' ? findPolicies(block).map((one) => ({ block, one })) : [],
  );
  return found
    .map(({ block, one }) => {
      const node = mapTexts(wholePolicy(one), (text) => withExamples(substitute(text)));
      return {
        file,
        line: source.position(block.toPage(one.node.range.start)).line,
        title: block.context,
        policy: readPolicy('policy', toDocument(source, node)),
        leaves: new Set(leavesOf(one.node)),
        isElided: one.opaque.some(({ start, end }) =>
          /\.\.\.|…/.test(block.text.slice(start, end)),
        ),
      };
    })
    .filter(({ policy }) => isAboutActions(policy))
    .map((one, index) => ({ ...one, index }));
}

/** A statement that stands alone, as a policy of one statement. */
function wholePolicy({ node, isFragment }: FoundPolicy): PolicyNode {
  if (!isFragment) return node;
  const { range } = node;
  const entry = (key: string, value: PolicyNode) => ({ key, keyRange: range, value });
  const version: PolicyNode = { kind: 'scalar', value: '2012-10-17', range };
  return { kind: 'map', range, entries: [entry('Version', version), entry('Statement', node)] };
}

/** `<YOUR_BUCKET>` as a name that may stand in an ARN; what stands for an account is a number. */
function withExamples(text: string): string {
  return text.replace(/<([^<>\n]{1,60})>/g, (_, name: string) => {
    if (/account/i.test(name)) return '111122223333';
    if (/region/i.test(name)) return 'us-east-1';
    return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  });
}

/** What only looks like a policy of IAM has no actions of a service. */
function isAboutActions({ statements }: EvaluablePolicy): boolean {
  const actions = statements.flatMap(({ action }) => action?.values ?? []);
  return actions.some((action) => action === '*' || /^[a-z0-9-]+:[\w*?]+$/i.test(action));
}
