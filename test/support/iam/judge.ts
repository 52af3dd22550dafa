/** Judging a policy in a test: a value in, problems out, with the data set of the package. */
import type { Problem } from '../../../scripts/problems/problem.ts';
import { parseJson, toDocument } from '../../../scripts/iam/parse.ts';
import { type Additions, loadReference } from '../../../scripts/iam/reference.ts';
import { servicesIn, validatePolicy, type ValidateOptions } from '../../../scripts/iam/validate.ts';
import { Source } from '../../../scripts/problems/source.ts';
import { noted } from '../reported.ts';

export const KEYS_OF_TESTS: Additions = {
  actions: [
    {
      action: 'aws-mcp:InvokeMcp',
      lifecycle: {
        removed: '2026-03-24',
        replacedBy: 'the condition keys of AWS MCP',
        source: 'https://docs.aws.amazon.com/agent-toolkit/',
      },
    },
    { action: 'example-svc:OldCall', lifecycle: { deprecated: '2026-01-01' } },
  ],
  conditionKeys: [
    { key: 'example-svc:Blob', type: 'Binary', multivalued: false },
    { key: 'example-svc:Colours', type: 'String', multivalued: true },
  ],
};

export async function judgeText(text: string, options: Options = {}): Promise<Problem[]> {
  const { additions = KEYS_OF_TESTS, ...rest } = options;
  const source = new Source('policy.json', text);
  const { node, problems } = parseJson(source);
  if (!node) return [...noted(problems)];
  const document = toDocument(source, node);
  const reference = await loadReference(additions);
  await reference.prepare(servicesIn(document));
  return noted(validatePolicy(document, { kind: 'identity', reference, ...rest }));
}

export type Options = Partial<ValidateOptions> & { readonly additions?: Additions };

/** One value, printed as JSON on lines of its own. */
export const judge = (policy: unknown, options: Options = {}): Promise<Problem[]> =>
  judgeText(JSON.stringify(policy, undefined, 2), options);

/** A policy of the current version around statements. */
export const policyOf = (...statements: unknown[]): unknown => ({
  Version: '2012-10-17',
  Statement: statements,
});
