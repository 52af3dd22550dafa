/** `permadocs prove`: evaluates every claim and prints the matrix of roles and claims. */
import type { Command } from 'commander';

import { loadCatalog } from '../data/catalog.ts';
import { contextText, type Proof } from '../proof/claims.ts';
import { isError, sortProblems } from '../problems/problem.ts';
import { prove, type Proven } from '../proof/prove.ts';
import { checkReferences } from '../data/references/index.ts';
import { plural } from '../problems/report.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { addCommonOptions, type CommonOptions, report, rootOf, type Terminal } from './command.ts';

export function addProve(program: Command, terminal: Terminal): void {
  const command = program
    .command('prove')
    .description('evaluate every claim; print what was decided, and by which statement');
  addCommonOptions(command).action(async (options: CommonOptions) => {
    const { root, config } = rootOf(terminal, options);
    const { proven, problems } = await proveWorkspace(await openWorkspace(root, config));
    report(terminal, options, problems, {
      summary: summaryOf(proven),
      lines: linesOf(proven.proofs, terminal),
    });
  });
}

/** The proof stage alone: data is loaded and checked, pages and templates are not. */
async function proveWorkspace(
  workspace: Workspace,
): Promise<{ proven: Proven; problems: ReturnType<typeof sortProblems> }> {
  const { catalog, problems } = loadCatalog(workspace.dataSources());
  problems.push(
    ...checkReferences(catalog, { ...workspace.config, exists: (file) => workspace.exists(file) }),
  );
  const isLoaded = !problems.some(isError);
  const proven = isLoaded
    ? await prove(catalog, workspace.config)
    : { proofs: [], problems: [], dataDate: undefined };
  return { proven, problems: sortProblems([...problems, ...proven.problems]) };
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

function summaryOf({ proofs, dataDate }: Proven): object {
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
