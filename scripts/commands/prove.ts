/** `permadocs prove`: evaluates every claim and prints the matrix of roles and claims. */
import type { Command } from 'commander';

import { sortProblems } from '../problems/problem.ts';
import type { Proven } from '../models/iam/prove.ts';
import { plural } from '../problems/report.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { noteAge } from './age-note.ts';
import {
  addCommonOptions,
  type CommonOptions,
  report,
  workspaceOf,
  type Terminal,
} from './command.ts';
import { proveWorkspace } from '../build/content.ts';
import { contextText } from '../models/iam/claim-problems.ts';
import { factText } from '../models/iam/fact-text.ts';
import type { Proof } from '../models/iam/proof.ts';

interface Options extends CommonOptions {
  readonly facts: boolean;
}

export function addProve(program: Command, terminal: Terminal): void {
  const command = program
    .command('prove')
    .description('prove every claim; print what was decided, and by which statement')
    .argument('[ids...]', 'roles, policies and sets of Cedar policies, by id (default: all)')
    .option('--no-facts', 'prove without the facts about which contexts cannot occur');
  addCommonOptions(command).action(async (ids: string[], options: Options) => {
    const { root, config } = workspaceOf(terminal, options);
    const proven = await proveWorkspace(await openWorkspace(root, config), {
      ...(ids.length > 0 ? { ids } : {}),
      withFacts: options.facts,
    });
    report(terminal, options, sortProblems(proven.problems), {
      summary: summaryOf(proven),
      lines: [...linesOf(proven, terminal), ...notTried(proven), ...cedarLines(proven, terminal)],
    });
    noteAge(terminal, options);
  });
}

function linesOf({ proofs, accepted, unread, cedar }: Proven, { colors }: Terminal): string[] {
  const lines: string[] = [];
  for (const [at, proof] of proofs.entries()) {
    if (proofs[at - 1]?.holder !== proof.holder)
      lines.push(
        `${at > 0 ? '\n' : ''}${colors.bold(proof.role)}`,
        ...(unread.get(proof.role) ?? []).map((arn) => colors.dim(`  not read: ${arn}`)),
        ...accepted
          .filter(({ role }) => role === proof.role)
          .map(({ space, reason }) =>
            colors.dim(`  accepted: ${JSON.stringify(space)}: ${reason}`),
          ),
      );
    const mark = proof.holds ? colors.green('✓') : colors.red('✗');
    lines.push(
      `  ${mark} ${proof.said.replace(/\s+/g, ' ').trim()}`,
      colors.dim(`      ${shownBy(proof)}`),
      ...factsOf(proof).map((fact) => colors.dim(`      since ${fact}`)),
    );
  }
  const held = proofs.filter(({ holds }) => holds).length;
  if (proofs.length > 0) lines.push('', `${held} of ${plural(proofs.length, 'claim')} hold`);
  else if (cedar.length === 0) lines.push('no claims');
  return lines;
}

/** The claims about Cedar policies, by set. */
function cedarLines({ cedar }: Proven, { colors }: Terminal): string[] {
  const lines = cedar.flatMap(({ set, claim, said, holds, decisions }, at) => {
    const by = [...new Set(decisions.flatMap((decision) => decision.by))].join(', ');
    return [
      ...(cedar[at - 1]?.set === set ? [] : ['', colors.bold(set)]),
      `  ${holds ? colors.green('✓') : colors.red('✗')} ${said.replace(/\s+/g, ' ').trim()}`,
      colors.dim(
        `      tested with ${plural(claim.requests.length, 'request')}: ${claim.expect}${by === '' ? '' : ` by ${by}`}`,
      ),
    ];
  });
  const held = cedar.filter(({ holds }) => holds).length;
  if (cedar.length > 0)
    lines.push('', `${held} of ${plural(cedar.length, 'claim')} about Cedar policies hold`);
  return lines;
}

/** What the claims were not tried with, if anything. */
function notTried({ tried }: Proven): string[] {
  return [...tried].flatMap(([role, { changes, left }]) =>
    left > 0
      ? `the claims of ${role} were tried with ${plural(changes, 'weakened policy').replace(/policys$/, 'policies')}; for ${left} more the role has too many statements`
      : [],
  );
}

/** How the claim was shown: `proven for every request: explicitDeny by DenyDirectAPIAccess`. */
function shownBy({ claim, holds, trials, universal }: Proof): string {
  const expected = claim.expect ?? (claim.only ? 'nothing else is allowed' : 'never more');
  if (trials.length === 0 && universal.length === 0) return 'not proven';
  if (universal.length > 0) {
    const by = claim.by === undefined ? '' : ` by ${claim.by}`;
    const contexts = universal.length > 1 ? ` in ${universal.length} contexts` : '';
    return holds ? `proven for every request${contexts}: ${expected}${by}` : 'not proven';
  }
  const deciders = trials.flatMap(({ decision }) =>
    decision.decidedBy.map(({ policy, sid, index }) => sid ?? `${policy} statement ${index + 1}`),
  );
  const by = deciders.length > 0 ? ` by ${[...new Set(deciders)].join(', ')}` : '';
  return `tested with ${plural(trials.length, 'request')}: ${expected}${by}`;
}

/** What a proof rests on beside the policies. */
function factsOf({ universal }: Proof): string[] {
  const facts = universal.flatMap(({ answer }) => (answer.answer === 'holds' ? answer.facts : []));
  return [...new Set(facts.map(factText))];
}

function summaryOf({ proofs, cedar, tried, accepted, unread, dataDate }: Proven): object {
  return {
    dataDate,
    accepted,
    unread: Object.fromEntries(unread),
    tried: Object.fromEntries(tried),
    cedar: cedar.map(({ set, index, claim, said, holds, decisions }) => ({
      set,
      index,
      say: said,
      expect: claim.expect,
      holds,
      decisions,
    })),
    claims: proofs.map(({ role, index, claim, said, holds, trials, universal }) => ({
      role,
      index,
      say: said,
      expect: claim.expect,
      holds,
      trials: trials.map(({ request, decision, ok }) => ({
        action: request.action,
        resource: request.resource,
        principal: request.principal,
        context: request.context,
        with: contextText(request.context),
        decision: decision.decision,
        decidedBy: decision.decidedBy,
        ok,
      })),
      universal: universal.map(({ context, answer }) => ({ context, ...answer })),
    })),
  };
}
