/** The fences of a page that hold IAM's policies, or one statement. */
import { parseJson, toDocument } from '../../iam/parse.ts';
import type { PolicyDocument, PolicyNode } from '../../iam/policy.ts';
import type { RolePolicyKind } from '../../data/schema/index.ts';
import { Source } from '../../problems/source.ts';
import type { Block, FenceBlock } from '../../reading/blocks.ts';
import { findPolicies } from '../../reading/policies.ts';
import { type AdoptedFence, INDENTED, infoAt, infoOf, type LeftFence } from '../fence.ts';
import type { Found, OpenedPage } from '../model.ts';
import { type Attachment, attachmentsOn, roleNamedIn, savedAs } from './page-names.ts';
import { type AdoptedKind, ownKindOf, policyFlaw, rolePolicyKindOf } from './policy-form.ts';

/** A fence whose text is JSON. */
interface JsonFence extends AdoptedFence {
  /** What is in it; its ranges refer to `text`. */
  readonly node: PolicyNode;
  readonly text: string;
  readonly title: string | undefined;
  /** The rest of the info string. */
  readonly meta: string | undefined;
}

/** A fence that contains one complete policy. */
export interface PolicyFence extends JsonFence {
  readonly kind: AdoptedKind;
  readonly document: PolicyDocument;
  /** The text of the nearest heading above. */
  readonly heading: string | undefined;
  /** The index of the section between headings that it is in. */
  readonly section: number;
  /** The file that readers save it as: its title, or what the page says. */
  readonly savedAs: string | undefined;
  /** The name that the page gives the policy. */
  readonly policyName: string | undefined;
  /** The IAM names of the roles that the page gives the policy to. */
  readonly roles: readonly string[];
  /** Whether commands on the page give it to them; otherwise a sentence names the role. */
  readonly isAttached: boolean;
}

/** A fence that contains one statement without a policy around it. */
export interface StatementFence extends JsonFence {
  readonly kind: 'statement';
}

export type IamFence = PolicyFence | StatementFence;

/** Finds fences that contain a policy or a statement in any form. */
export function findIamFences(
  { page, blocks, free }: OpenedPage,
  kind: AdoptedKind | undefined,
): Found {
  const found: (Unnamed & { readonly block: FenceBlock })[] = [];
  const statements: StatementFence[] = [];
  const left: LeftFence[] = [];
  for (const { block, heading, ...place } of free) {
    const read = readFence(page.source, block, kind);
    if (!read) continue;
    const { section, text } = block;
    if (typeof read === 'string') left.push({ ...place, reason: read });
    else if ('document' in read)
      found.push({
        ...place,
        ...read,
        printedBy: 'policy',
        hasClaims: true,
        node: read.document.node,
        block,
        text,
        heading,
        section,
      });
    else statements.push({ ...place, ...read, printedBy: 'statement', hasClaims: false, text });
  }
  return { fences: [...withNames(found, blocks), ...statements], left };
}

type Unnamed = Omit<PolicyFence, 'savedAs' | 'policyName' | 'roles' | 'isAttached'>;

/** Adds what the page says about each fence: its file, its policy's name, and the roles that get it. */
function withNames(
  found: readonly (Unnamed & { readonly block: FenceBlock })[],
  blocks: readonly Block[],
): PolicyFence[] {
  const files = found.map(({ title, block }) => fileOf(title) ?? savedAs(block, blocks));
  const attached = new Map<Unnamed, Attachment[]>();
  for (const attachment of attachmentsOn(blocks)) {
    const { file, kind, start } = attachment;
    const named = found.filter((_, index) => file !== undefined && files[index] === file);
    const above = found.findLast(
      (fence, index) =>
        files[index] === undefined && hasKind(fence, kind) && fence.range.start < start,
    );
    const isNear = above && sectionAt(blocks, start) - above.section <= 1;
    for (const fence of named.length > 0 ? named : isNear ? [above] : [])
      attached.set(fence, [...(attached.get(fence) ?? []), attachment]);
  }
  return found.map(({ block, ...fence }, index): PolicyFence => {
    const own = attached.get(found[index] as Unnamed) ?? [];
    const said = roleNamedIn(
      blocks.filter((one) => one.kind === 'prose').filter((one) => one.section === block.section),
    );
    const roles = [...new Set(own.flatMap(({ role }) => role ?? []))];
    const file = files[index] ?? own.find((one) => one.file !== undefined)?.file;
    // What no role holds belongs to none that the page names.
    if (ownKindOf(fence.kind))
      return { ...fence, savedAs: file, policyName: undefined, roles: [], isAttached: false };
    return {
      ...fence,
      kind: own.some(({ kind }) => kind === 'boundary') ? 'boundary' : fence.kind,
      savedAs: file,
      policyName: own.find(({ policy }) => policy !== undefined)?.policy,
      roles: roles.length > 0 || said === undefined ? roles : [said],
      isAttached: roles.length > 0,
    };
  });
}

/** A boundary looks like any other policy. */
const hasKind = (fence: Unnamed, kind: RolePolicyKind): boolean =>
  fence.kind === (kind === 'boundary' ? 'permissions' : kind);

const fileOf = (title: string | undefined): string | undefined =>
  title !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(title) ? title : undefined;

const sectionAt = (blocks: readonly Block[], start: number): number =>
  blocks.findLast(({ range }) => range.start <= start)?.section ?? 0;

type Read =
  | Pick<PolicyFence, 'kind' | 'document' | 'title' | 'meta'>
  | Pick<StatementFence, 'kind' | 'node' | 'title' | 'meta'>;

/** The policy or statement in a fence, or why it cannot be adopted; undefined if there is no policy. */
function readFence(
  source: Source,
  block: FenceBlock,
  asked: AdoptedKind | undefined,
): Read | string | undefined {
  const opening = infoAt(source.text, block.range.start);
  const found = findPolicies(block);
  if (opening === undefined) return found.length > 0 ? INDENTED : undefined;
  const looksLikePolicy = found.length > 0 || /"(?:Statement|Effect)"\s*:/.test(block.text);
  if (!looksLikePolicy) return undefined;
  if (block.language !== 'json' && block.language !== '')
    return found.length > 0 ? otherLanguage(block.language, found[0]?.syntax) : undefined;
  const inner = new Source(source.file, block.text);
  const { node, problems } = parseJson(inner);
  if (!node) {
    if (block.language === '' && found[0]?.syntax !== 'json')
      return found.length > 0 ? otherLanguage('', found[0]?.syntax) : undefined;
    return problems[0]?.message ?? 'the policy is not valid JSON';
  }
  const isPolicy = node.kind === 'map' && node.entries.some(({ key }) => key === 'Statement');
  if (!isPolicy) {
    if (found.length === 0) return undefined;
    const isStatement =
      node.kind === 'map' &&
      node.entries.some(({ key }) => key === 'Effect') &&
      asked === undefined;
    if (isStatement) return { kind: 'statement', node, ...infoOf(opening) };
    return found[0]?.isFragment ? ALONE : 'the policy is part of a larger document';
  }
  const document = toDocument(inner, node);
  const flaw = policyFlaw(document, block.context, asked);
  if (flaw !== undefined) return flaw;
  return { kind: asked ?? rolePolicyKindOf(document), document, ...infoOf(opening) };
}

/** Why a statement is left that no policy shares. */
export const ALONE = 'this is a statement without a policy around it';

function otherLanguage(language: string, syntax: string | undefined): string {
  const names: Readonly<Record<string, string>> = {
    hcl: 'HCL',
    terraform: 'HCL',
    tf: 'HCL',
    yaml: 'YAML',
    yml: 'YAML',
  };
  const name = names[language] ?? (syntax === 'yaml' ? 'YAML' : undefined);
  if (name !== undefined) return `the policy is in ${name}; only JSON can be adopted`;
  return language === ''
    ? 'the fence has no language and contains more than a JSON policy'
    : `the language of the fence is ${language}; only JSON can be adopted`;
}
