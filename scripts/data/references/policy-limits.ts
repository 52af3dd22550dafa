/** What AWS refuses of policies because of what they are attached to, not of what each says alone. */
import { isScalar, isSeq, type Node } from 'yaml';

import { type Catalog, type Entry, placeIn } from '../catalog.ts';
import type { PlacedStatement } from '../placed-statement.ts';
import { resolveAlias } from '../yaml-places.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';

/** IAM quotas, “IAM and STS character limits”: of all inline policies of a role, without white space. */
const MOST_INLINE = 10_240;

export function inlineTooLarge(catalog: Catalog, role: Entry<'roles'>): Problem[] {
  const inline = catalog.policiesOf(role).filter(({ kind }) => kind === 'permissions');
  if (inline.length < 2) return [];
  const length = inline
    .map(({ statements }) => sizeOf(statements))
    .reduce((sum, one) => sum + one, 0);
  if (length <= MOST_INLINE) return [];
  return [
    problemAt('data/invalid', role.file.source, placeIn(role, ['policies', 'permissions']), {
      message: `the inline policies of ${role.id} have ${length} characters without white space together, and the quota of a role is ${MOST_INLINE}`,
      hint: 'shorten them, or make one a managed policy and name it under `managed`, with its `document`',
    }),
  ];
}

function sizeOf(statements: readonly PlacedStatement[]): number {
  const Statement = statements.map(({ node, file }): unknown =>
    node.toJS(file.document, { maxAliasCount: 100 }),
  );
  return JSON.stringify({ Version: '2012-10-17', Statement }).length;
}

/**
 * S3 refuses the policy of a bucket with the resource of another (“Policy has invalid resource”). Amazon
 * S3 User Guide, “Bucket policies”.
 */
export function otherBuckets(
  catalog: Catalog,
  policy: Entry<'policies'>,
  substitute: (text: string) => string,
): Problem[] {
  const { kind, attachedTo } = policy.value;
  if (kind !== 'bucket' || typeof attachedTo !== 'string') return [];
  const bucket = substitute(attachedTo);
  return catalog.policiesOf(policy).flatMap(({ statements }) =>
    statements.flatMap(({ node, file }) =>
      resourcesOf(node.get('Resource', true), file).flatMap(({ text, start, end }) =>
        isOf(bucket, substitute(text))
          ? []
          : problemAt(
              'data/invalid',
              file.source,
              { start, end },
              {
                message: `the policy ${policy.id} is attached to ${attachedTo}, and S3 refuses it with another resource`,
                hint: `write \`${attachedTo}\` for the bucket, \`${attachedTo}/*\` for its objects`,
              },
            ),
      ),
    ),
  );
}

interface Placed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function resourcesOf(node: unknown, file: PlacedStatement['file']): Placed[] {
  const value = resolveAlias(file, node);
  if (isSeq(value)) return (value.items as Node[]).flatMap((item) => resourcesOf(item, file));
  if (!isScalar(value) || typeof value.value !== 'string' || !value.range) return [];
  const [start, end] = value.range;
  return [{ text: value.value, start, end }];
}

/** Whether a resource can be the bucket or in it; a wildcard or a variable may stand for anything. */
function isOf(bucket: string, resource: string): boolean {
  const literal = resource.split(/[*?$<]/, 1)[0] ?? '';
  if (literal === resource) return resource === bucket || resource.startsWith(`${bucket}/`);
  return bucket.startsWith(literal) || literal.startsWith(`${bucket}/`);
}
