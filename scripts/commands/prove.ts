/** `permadocs prove`: evaluates every claim and prints the matrix of roles and claims. */
import type { Command } from 'commander';

import { contextText, type Proof } from '../proof/claims.ts';
import { sortProblems } from '../problems/problem.ts';
import type { Proven } from '../proof/prove.ts';
import { plural } from '../problems/report.ts';
import { Workspace } from '../workspace/workspace.ts';
import { addCommonOptions, type CommonOptions, report, rootOf, type Terminal } from './command.ts';
import { proveWorkspace } from '../build/content.ts';

export function addProve(program: Command, terminal: Terminal): void {
  const command = program
    .command('prove')
    .description('evaluate every claim; print what was decided, and by which statement');
  addCommonOptions(command).action(async (options: CommonOptions) => {
    const { root, config } = rootOf(terminal, options);
    const proven = await proveWorkspace(await Workspace.open(root, config));
    report(terminal, options, sortProblems(proven.problems), {
      summary: summaryOf(proven),
      lines: linesOf(proven.proofs, terminal),
    });
  });
}

function linesOf(proofs: readonly Proof[], { colors }: Terminal): string[] {
  const lines: string[] = [];
  for (const [at, { role, claim, holds, trials }] of proofs.entries()) {
    if (proofs[at - 1]?.role !== role) lines.push(`${at > 0 ? '\n' : ''}${colors.bold(role)}`);
    const deciders = [
      ...new Set(
        trials.flatMap(({ decision }) =>
          decision.decidedBy.map(
            ({ policy, sid, index }) => sid ?? `${policy} statement ${index + 1}`,
          ),
        ),
      ),
    ];
    const mark = holds ? colors.green('✓') : colors.red('✗');
    const by = deciders.length > 0 ? ` by ${deciders.join(', ')}` : '';
    lines.push(
      `  ${mark} ${claim.say.source.replace(/\s+/g, ' ').trim()}`,
      colors.dim(`      ${claim.expect}${by}, ${plural(trials.length, 'request')}`),
    );
  }
  const held = proofs.filter(({ holds }) => holds).length;
  if (proofs.length > 0) lines.push('', `${held} of ${plural(proofs.length, 'claim')} hold`);
  else lines.push('no claims');
  return lines;
}

function summaryOf({ proofs, dataDate }: Pick<Proven, 'proofs' | 'dataDate'>): object {
  return {
    dataDate,
    claims: proofs.map(({ role, index, claim, holds, trials }) => ({
      role,
      index,
      say: claim.say.source,
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
    })),
  };
}
