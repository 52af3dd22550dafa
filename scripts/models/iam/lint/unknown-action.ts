/** Actions in code spans and tables that never existed: readers put them into policies, too. */
import { nearest } from '../../../problems/did-you-mean.ts';
import { actionsOfCall, callHint } from '../../../iam/operations.ts';
import type { Reference } from '../../../iam/reference.ts';
import { retiredBy } from '../../../iam/retired.ts';
import type { ProseBlock } from '../../../reading/blocks.ts';
import {
  isForeign,
  saysCall,
  saysNoAction,
  saysWrong,
  sentenceAt,
} from '../../../reading/sentences.ts';
import type { Range } from '../../../problems/source.ts';
import type { Finding } from '../../lint.ts';
import type { LintContext, LintPage, Rule } from './page.ts';
import { isElsewhere } from './provenance.ts';
import { BEGINNING } from './words.ts';
import { listsChanges, tellsOfRemoval } from '../../../reading/removal.ts';

/** `s3:GetObject`: a service, and a name. */
const NAME = /^([a-z][a-z0-9-]+):([A-Z][A-Za-z0-9]*)$/;
/** CloudTrail logs calls of Lambda and CloudFront under the version of the API. */
const OF_EVENT = /(?:20\d{6}|20\d\d_\d\d_\d\d)(?:v\d{1,2})?$/;
/** Shorter names resemble each other by chance. */
const SHORTEST = 8;
/** What a slip is where nothing else says that it is an action: `lambda:TagsResource`. */
const FEW_EDITS = 2;

export const unknownAction: Rule = {
  code: 'lint/unknown-action',
  good: 'The role needs `s3:GetObject` and `s3:ListBucket`.\n',
  bad: 'The role needs `s3:HeadObject`.\n',
  check: (page, context) => {
    const found = page.blocks.flatMap((block) =>
      block.kind === 'prose' ? checkProse(block, page.source.file, context) : [],
    );
    if (found.length === 0 || !UNDOCUMENTED.test(page.source.text)) return found;
    const names = undocumentedOn(page);
    return found.filter(({ range }) => !names.has(page.source.text.slice(range.start, range.end)));
  },
};

/** AWS checks more than it lists, and pages on attacks speak of that. */
const UNDOCUMENTED = /\bundocumented\b/i;

/** As written, with their backticks: what is undocumented in one sentence is so on the whole page. */
function undocumentedOn({ blocks, source }: LintPage): ReadonlySet<string> {
  const names = new Set<string>();
  for (const block of blocks) {
    if (block.kind !== 'prose' || !UNDOCUMENTED.test(block.text)) continue;
    let before = 0;
    for (const { kind, text, range } of block.runs) {
      const isOne = kind === 'code' && UNDOCUMENTED.test(sentenceAt(block.text, before).text);
      if (isOne) names.add(source.text.slice(range.start, range.end));
      before += text.length;
    }
  }
  return names;
}

/** A list of changes names calls that a program makes, unless the sentence speaks of permissions. */
const OF_PERMISSIONS =
  /\b(?:permissions?|polic(?:y|ies)|IAM|roles?|grants?|granted|granting|allow(?:s|ed)?|access|privileges?|authori[sz]\w+|needs?|needed|requires?|required|must|rights?)\b/i;

/** The services of names that look like actions, for the reference. */
export function servicesOfNames({ blocks }: LintPage): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'prose'
      ? block.runs.flatMap(({ kind, text }) => {
          const service = kind === 'attribute' ? undefined : NAME.exec(text.trim())?.[1];
          return service === undefined ? [] : [service];
        })
      : [],
  );
}

function checkProse(block: ProseBlock, file: string, context: LintContext): Finding[] {
  let before = 0;
  return block.runs.flatMap(({ kind, text, range }) => {
    const at = before;
    before += text.length;
    const name = text.trim();
    const service = kind === 'attribute' ? undefined : NAME.exec(name)?.[1];
    if (service === undefined || !isUnknown(name, service, context)) return [];
    const { reference } = context;
    if (isLeftAlone(block, at) || isCalled(block, at, name, service, reference)) return [];
    if (listsChanges(file) && !isOfPermissions(block, at)) return [];
    // A cell or an item that is the name as a whole, in a table or a list of permissions.
    const isAlone = isListed(block) && !isQuoted(block.text, at, text.length);
    if (kind === 'prose' && !(isAlone && isSure(name, service, reference))) return [];
    return [
      {
        code: 'lint/unknown-action' as const,
        range: kind === 'prose' ? trimmedRange(text, range) : range,
        message: `there is no action ${name} (data of ${reference.date})`,
        hint: callHint(name) ?? nearHint(name, service, reference),
      },
    ];
  });
}

function isUnknown(name: string, service: string, { reference, lifecycle }: LintContext): boolean {
  return (
    reference.hasService(service) &&
    !/Widget|Example|Foo/.test(name) &&
    !OF_EVENT.test(name) &&
    !reference.action(name) &&
    !reference.conditionKey(name) &&
    !retiredBy(name, lifecycle) &&
    (BEGINNING.test(name.slice(service.length + 1)) || isSlip(name, service, reference))
  );
}

const isSlip = (name: string, service: string, reference: Reference): boolean =>
  name.length - service.length > SHORTEST &&
  nearest(name, namesOf(service, reference), FEW_EDITS) !== undefined;

const namesOf = (service: string, reference: Reference): string[] =>
  reference
    .actions(service)
    .filter(({ lifecycle }) => lifecycle?.removed === undefined)
    .map(({ name }) => name);

/** A sentence about calls names one, unless the name is no call’s either but a slip of an action’s. */
function isCalled(
  { text }: ProseBlock,
  at: number,
  name: string,
  service: string,
  reference: Reference,
): boolean {
  if (!saysCall(sentenceAt(text, at).text)) return false;
  return actionsOfCall(name) !== undefined || !isSlip(name, service, reference);
}

/** Only a slip or a call is surely meant as an action of the service; anything else may be new. */
function nearHint(name: string, service: string, reference: Reference): string | undefined {
  const near = nearest(name, namesOf(service, reference));
  return near === undefined
    ? 'check the name on the service’s page; if it is newer than the data, declare it in the workspace'
    : `did you mean ${near}?`;
}

/** A policy in `<pre>` may emphasize a name; the rule about policies judges it. */
const isQuoted = (text: string, at: number, length: number): boolean =>
  /"\s*$/.test(text.slice(Math.max(0, at - 20), at)) ||
  /^\s*"/.test(text.slice(at + length, at + length + 20));

/** Of a name that is not set as code only a slip and a call are surely meant. */
const isSure = (name: string, service: string, reference: Reference): boolean =>
  callHint(name) !== undefined || isSlip(name, service, reference);

/** The head of a table, the heading, or the sentence before a list. */
const isListed = ({ context, text }: ProseBlock): boolean =>
  [...context.split('\n').slice(-2), text].some(
    (one) => OF_PERMISSIONS.test(one) || /\bactions?\b/i.test(one),
  );

function trimmedRange(text: string, { start, end }: Range): Range {
  const before = text.length - text.trimStart().length;
  return end - start === text.length
    ? { start: start + before, end: start + before + text.trim().length }
    : { start, end };
}

/** “The following CloudTrail events are generated:” introduces a list of them. */
const OF_LOGS =
  /\bevents? (?:(?:is|are|was|were|will be) )?(?:generated|logged|recorded|emitted)\b/i;

const isOfPermissions = ({ text }: ProseBlock, at: number): boolean =>
  OF_PERMISSIONS.test(sentenceAt(text, at).text);

function isLeftAlone(block: ProseBlock, at: number): boolean {
  const { context, text } = block;
  const sentence = sentenceAt(text, at);
  return (
    tellsOfRemoval(block, at) ||
    OF_LOGS.test(context.trimEnd().split('\n').at(-1) ?? '') ||
    isElsewhere({ context, text }) ||
    saysWrong({ context: `${context}\n${sentence.text}`, after: '' }) ||
    saysNoAction(sentence.text) ||
    isForeign(sentence.text)
  );
}
