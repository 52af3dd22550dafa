/** Copies of one policy on several pages, compared by the access that they give. */
import type { Access, Ground } from '../../../access/access.ts';
import { toDocument } from '../../../iam/parse.ts';
import type { PolicyNode } from '../../../iam/policy.ts';
import { readPolicy } from '../../../iam/statement.ts';
import { type Problem, problemAt } from '../../../problems/problem.ts';
import { Source } from '../../../problems/source.ts';
import { families, leavesOf, statementsAsText } from '../../../reading/families.ts';
import { saysOpen, saysWrong } from '../../../reading/sentences.ts';
import type { LintContext, LintPage, PagePolicy, PolicyCopy } from './page.ts';
import { isAwsPolicy, isElsewhere } from './provenance.ts';
import { aligned, asTexts, marked, type Marking } from './stand-ins.ts';

/** Copies that say the same once readers have put their values in, however they are laid out. */
interface Variant {
  readonly node: PolicyNode;
  /** Where they are. */
  readonly copies: readonly Problem[];
}

interface Difference {
  readonly variant: Variant;
  /** What it allows or refuses differently, in words of access. */
  readonly lines: readonly string[];
}

/** A copy, and others that are nearly the same and give other access. */
export interface Differing {
  readonly first: Variant;
  readonly others: readonly Difference[];
}

/** What a run spends at most; further copies are not compared. */
const MOST_PAIRS = 300;

interface Member extends Omit<PolicyCopy, 'leaves'> {
  readonly leaves: ReadonlySet<string>;
}

/** Only what is certainly different is told: a question that stays open is no drift, nor is it none. */
export async function driftOf(
  copies: readonly PolicyCopy[],
  context: LintContext,
): Promise<readonly Differing[]> {
  const members = copies.map((copy): Member => ({ ...copy, leaves: new Set(copy.leaves) }));
  const pairs = families(members, { asCopies: true }).flatMap((family) => {
    const { variants, marking } = variantsOf(family);
    const [first, ...others] = variants;
    return first ? others.map((other) => ({ first, other, marking })) : [];
  });
  const asked = pairs.filter(
    ({ first, other }) => !areBesideEachOther(first, other) && !areOfTheirOwn(first, other),
  );
  const found = new Map<Variant, Difference[]>();
  for (const { first, other, marking } of asked.slice(0, MOST_PAIRS)) {
    const lines = await linesOf(first, other, marking, context);
    if (lines.length > 0)
      found.set(first, [...(found.get(first) ?? []), { variant: other, lines }]);
  }
  return [...found].map(([first, others]) => ({ first, others }));
}

/** The policies of a page that may be copies of others: whole ones, meant to be used. */
export function copiesOn(page: LintPage, context: LintContext): PolicyCopy[] {
  return page.policies
    .filter((policy) => isWhole(policy) && isMeant(policy, context))
    .map((policy): PolicyCopy => {
      const start = policy.fence.toPage(policy.node.range.start);
      const range = { start, end: policy.fence.toPage(policy.node.range.start + 1) };
      return {
        at: problemAt('lint/drift', page.source, range, { message: '' }),
        ...contentOf(policy),
      };
    });
}

type Content = Pick<PolicyCopy, 'node' | 'leaves' | 'text'>;

/** Of policies that fences of one text share: bench row “`lint`, pages of five policies”. */
const contents = new WeakMap<PolicyNode, Content>();

function contentOf(policy: PagePolicy): Content {
  const known = contents.get(policy.node);
  if (known) return known;
  const node = asTexts(policy.node, policy.opaque);
  const content = {
    node,
    // Names that readers replace make nothing alike: most policies are for some bucket.
    leaves: [...new Set(leavesOf(node))],
    text: shapeOf(node, 'placeholders'),
  };
  contents.set(policy.node, content);
  return content;
}

/** What is left out may be what matters, and what is broken may be read wrongly. */
function isWhole({ isFragment, flaws, opaque, fence, node }: PagePolicy): boolean {
  const isElided = opaque.some(({ start, end }) => /\.\.\.|…/.test(fence.text.slice(start, end)));
  const isBroken = flaws.some(({ kind }) => kind === 'unclosed' || kind === 'broken');
  return !isFragment && !isElided && !isBroken && !hasEllipsis(node);
}

function hasEllipsis(node: PolicyNode): boolean {
  if (node.kind === 'scalar') return node.value === '...' || node.value === '…';
  if (node.kind === 'list') return node.items.some(hasEllipsis);
  return node.entries.some(({ value }) => hasEllipsis(value));
}

/** No bad example, no open door to warn of, and AWS's. */
const isMeant = ({ fence, node }: PagePolicy, context: LintContext): boolean =>
  !saysWrong(fence) && !saysOpen(fence) && !isElsewhere(fence) && isAwsPolicy(node, context);

const shapeOf = (node: PolicyNode, marking: Marking): string =>
  statementsAsText(marked(node, marking));

/** As many pages that are each about a resource of its own do not mean the same one. */
const SEVERAL = 3;

/** In the order of the pages; the first one is what the others are compared with. */
function variantsOf(family: readonly Member[]): {
  readonly variants: readonly Variant[];
  readonly marking: Marking;
} {
  const variants = groupedBy(family, ({ text }) => text);
  if (variants.length < SEVERAL) return { variants, marking: 'placeholders' };
  const unnamed = groupedBy(family, ({ node }) => shapeOf(node, 'names'));
  const areNamed = unnamed.length <= variants.length - (SEVERAL - 1);
  return areNamed ? { variants: unnamed, marking: 'names' } : { variants, marking: 'placeholders' };
}

function groupedBy(family: readonly Member[], keyOf: (member: Member) => string): Variant[] {
  const variants = new Map<string, { node: PolicyNode; copies: Problem[] }>();
  for (const member of family) {
    const key = keyOf(member);
    const known = variants.get(key);
    if (known) known.copies.push(member.at);
    else variants.set(key, { node: member.node, copies: [member.at] });
  }
  return [...variants.values()];
}

/** An author who shows both on one page means them to differ. */
function areBesideEachOther(one: Variant, other: Variant): boolean {
  const pages = new Set(one.copies.map(({ file }) => file));
  return other.copies.some(({ file }) => pages.has(file));
}

/**
 * READMEs of several folders are each about a thing of its own. Lists of actions on everything that
 * resemble each other there are no copies, unless they share a name: of a statement, of a resource.
 */
function areOfTheirOwn(one: Variant, other: Variant): boolean {
  const copies = [...one.copies, ...other.copies];
  const files = new Set(copies.map(({ file }) => file));
  if (files.size !== copies.length || ![...files].every((file) => README.test(file))) return false;
  const names = new Set(leavesOf(one.node).filter(isName));
  return !leavesOf(other.node).some((leaf) => names.has(leaf));
}

const README = /(?:^|\/)readme\.\w+$/i;
/** `Allow Sid Read`, `Deny Resource arn:aws:s3:::b`, `Allow Condition.…` */
const isName = (leaf: string): boolean =>
  /^\w* (?:Sid|(?:Not)?Principal|Condition)\b/.test(leaf) ||
  /^\w* (?:Not)?Resource (?!\*$)/.test(leaf);

/** What compares access is loaded for the first pair: most trees have none, nor has the worker. */
async function linesOf(
  first: Variant,
  other: Variant,
  marking: Marking,
  context: LintContext,
): Promise<string[]> {
  const { differenceLines } = await import('../../../access/lines.ts');
  return differenceLines(await accessOf(first, other, marking, context));
}

async function accessOf(
  first: Variant,
  other: Variant,
  marking: Marking,
  context: LintContext,
): Promise<Access> {
  const { compareAccess } = await import('../../../access/access.ts');
  const { kindOf, setOf } = await import('../../../access/documents.ts');
  const { groundFor } = await import('../../../access/ground.ts');
  const { FACTS } = await import('../../../iam/space/index.ts');
  const nodes = aligned(first.node, other.node, marking);
  const [one, two] = nodes.map((node) =>
    readPolicy('policy', toDocument(new Source('', ''), node)),
  );
  const kind = kindOf([one, two]);
  const sets = [setOf(kind, one), setOf(kind, two)] as const;
  const ground: Ground = await groundFor(
    { reference: context.reference, index: await context.actions() },
    sets,
    FACTS,
  );
  return compareAccess(...sets, ground);
}
