/** The principals that a statement of a trust policy is about, each with the call that it makes. */
import type { Statement } from '../../iam/statement.ts';

export interface Asker {
  /** As written in the claim. */
  readonly principal: string;
  readonly action: string;
}

/** Combines each principal in the statement with each call in it. */
export function principalsOf({ principal, action }: Statement): Asker[] {
  const names = [
    ...(principal?.anyone === true ? [SOME_ROLE] : []),
    ...[...(principal?.byType ?? [])].flatMap(([type, values]) =>
      values.map((value) => (type === 'AWS' && value === '*' ? SOME_ROLE : value)),
    ),
  ];
  const actions = (action?.values ?? []).flatMap((name) =>
    name.includes('*') ? ['sts:AssumeRole'] : [name],
  );
  return names.flatMap((name) => actions.map((one) => ({ principal: name, action: one })));
}

const SOME_ROLE = 'arn:aws:iam::111122223333:role/SomeRole';
