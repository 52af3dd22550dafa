/** Cedar policies on pages: parsed by Cedar’s engine, and checked by what is known of their model. */
import { type CedarFinding, checkPolicy, type Surroundings } from '../../../cedar/check.ts';
import type { CedarEngine } from '../../../cedar/engine.ts';
import type { CedarModel } from '../../../cedar/model.ts';
import { isForeign, modelFor } from '../../../cedar/own-models.ts';
import { type CedarError, type CedarPolicy, parsePolicies } from '../../../cedar/parse.ts';
import { isToolHives, TOOLHIVE } from '../../../cedar/toolhive.ts';
import type { FenceBlock } from '../../../reading/blocks.ts';
import type { CedarSet, CedarText } from '../../../reading/cedar.ts';
import { commentSaysWrong, saysWrong } from '../../../reading/sentences.ts';
import type { Finding } from '../../lint.ts';
import { configurationFindings, surroundingsIn } from '../configuration.ts';
import type { CedarOnPage, LintPage, Rule } from './page.ts';

export const cedarRule: Rule = {
  code: 'lint/cedar',
  good: '```cedar\nforbid (principal, action == Action::"call_tool", resource)\nwhen { ["drop_table"].contains(resource.name) };\n```\n',
  bad: '```cedar\nforbid (principal, action == Action::"call_tool", resource)\nwhen { resource.tool in ["drop_table"] };\n```\n',
  check: (page, context) => {
    const engine = page.policies.length > 0 ? context.engine() : undefined;
    if (!engine) return [];
    const models = context.models();
    return page.policies.flatMap((found) => checkSet(engine, models, page, found));
  },
};

function checkSet(
  engine: CedarEngine,
  models: readonly CedarModel[],
  page: LintPage,
  { fence, set }: CedarOnPage,
): Finding[] {
  if (saysWrong(fence) || commentSaysWrong(fence.text, ['unsafe', 'error'])) return [];
  const around = surroundingsOf(engine, models, page, set);
  return [
    ...set.texts.flatMap((one) => checkText(engine, fence, one, around, isProposal(page))),
    ...configurationFindings(fence, set),
  ];
}

/** A page on what the language may become: what does not parse yet is its point. */
const isProposal = ({ source }: LintPage): boolean =>
  /\b(?:propos(?:al|als|e|ed|es|ing)|RFC process)\b/i.test(source.text);

function checkText(
  engine: CedarEngine,
  fence: FenceBlock,
  { text, toFence, isSure }: CedarText,
  around: Surroundings,
  isProposed: boolean,
): Finding[] {
  const { policies, errors } = parsePolicies(engine, text);
  const broken = errors
    .filter((error) => !isProposed && isMeant(text, error, isSure, policies))
    .slice(0, 1)
    .map(({ message, hint, ...place }): CedarFinding => ({
      code: 'cedar/syntax',
      ...place,
      message: `this policy does not parse: ${message}`,
      hint: hint ?? 'correct it; Cedar loads no policy of a set that has a mistake',
    }));
  const wrong = policies
    .flatMap((policy) => checkPolicy(policy, around))
    .filter(
      ({ code, start }) => code !== 'cedar/never-holds' || !isResidual(fence, text.slice(start)),
    );
  return [...broken, ...wrong].map(({ start, end, ...finding }) => ({
    ...finding,
    range: {
      start: fence.toPage(toFence(start)),
      end: fence.toPage(toFence(Math.max(start, end - 1))) + 1,
    },
  }));
}

/** What partial evaluation leaves of a policy that cannot apply, where the page speaks of that. */
function isResidual({ context, after }: FenceBlock, policy: string): boolean {
  const isFalse = /^[^;]{0,2000}?\bwhen\s{0,20}\{\s{0,20}false\s{0,20}\}\s{0,20};/.test(policy);
  return (
    isFalse &&
    /\b(?:residuals?|partial(?:ly)? evaluat\w*|eliminated)\b/i.test(`${context}\n${after}`)
  );
}

/** What stands for something else, outside of strings: `...`, `<id>`, `{{ x }}`, `${x}`, `?slot`; or a hole, `action == ,`. */
const PLACEHOLDER =
  /\.\.\.|…|<[A-Za-z][\w -]{0,60}>|\{\{|\$\{|\$[A-Za-z]|\bpermit\|forbid\b|\?(?!principal\b|resource\b)[a-z]\w*|\[[A-Za-z][A-Za-z ]{0,40}\]|(?:==|\bin\b)\s{0,8}[,)]/;
/** A policy with its whole head. */
const HEAD =
  /^(?:permit|forbid)\s*\(\s*principal\b[^;]{0,2000}?,\s*action\b[^;]{0,2000}?,\s*resource\b/;

/** Whether what does not parse was to be a policy: the language is also taught, in pieces. */
function isMeant(
  text: string,
  { start, end }: CedarError,
  isSure: boolean,
  policies: readonly CedarPolicy[],
): boolean {
  const written = text.replace(/"(?:[^"\\]|\\[^])*"/g, '""').replace(/\/\/[^\n]*/g, '');
  if (PLACEHOLDER.test(written)) return false;
  // Grammar: `permit (principal, action, resource) when { conditions };`.
  const isWhole = HEAD.test(text.replace(/^(?:\s|\/\/[^\n]*\n|@\w+(?:\("[^"]*"\))?)*/, ''));
  const isAtEnd = end >= text.trimEnd().length;
  return isSure ? isWhole || !isAtEnd || policies.length > 0 : isWhole && !isAtEnd && start > 0;
}

/** A schema of the workspace that has all that the set names comes first, then ToolHive’s. */
function surroundingsOf(
  engine: CedarEngine,
  models: readonly CedarModel[],
  page: LintPage,
  { configuration, texts }: CedarSet,
): Surroundings {
  const isOurs =
    configuration !== undefined ||
    page.policies.some((one) => isToolHives(one.fence.text.replaceAll('\\"', '"')));
  const policies =
    configuration === undefined && (isOurs || models.length > 0)
      ? texts.flatMap(({ text }) => parsePolicies(engine, text).policies)
      : [];
  const own = modelFor(models, policies);
  if (own && (own.hasAll || !isOurs)) return { engine, model: own.model, entities: undefined };
  if (configuration) return surroundingsIn(engine, configuration);
  const model = isOurs && !isForeign(policies, TOOLHIVE) ? TOOLHIVE : undefined;
  return { engine, model, entities: undefined };
}
