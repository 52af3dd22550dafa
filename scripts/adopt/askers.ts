/** Who may be asked about for a statement of a trust policy, and with which call. */
import type { Statement } from '../iam/statement.ts';

export interface Asker {
  /** As the claim writes it. */
  readonly principal: string;
  readonly action: string;
}

/** Each principal that the statement names with each call that it names, as far as they go together. */
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
