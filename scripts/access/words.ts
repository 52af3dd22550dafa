/** Resources, callers and conditions of a row, each in a few plain words. */
import type { CallerWords, Fact, KeyWords, ResourceWords } from '../iam/space/index.ts';

/** `arn:aws:s3:::a/*, but not arn:aws:s3:::a/x/*`; `any resource`. */
export function resourceText(
  { include, isIntersection, except, isExact }: ResourceWords,
  example: string,
  most = Infinity,
): string {
  const some = cut(
    include.map((one) => (one === '*' ? 'resources of other names' : one)),
    most,
  );
  const base =
    some.length === 0 ? 'any resource' : some.join(isIntersection ? ' that are also ' : ', ');
  const but = except.length === 0 ? '' : `, but not ${cut(except, most).join(', ')}`;
  return `${base}${but}${isExact ? '' : `, such as ${example}`}`;
}

/** Conditions without those that a fact makes of another one: then the key can only be so. */
export function unimplied(
  conditions: readonly KeyWords[],
  facts: readonly Fact[],
): readonly KeyWords[] {
  const isPresent = (name: string): boolean =>
    conditions.some(({ key, absent }) => !absent && isKey(key, name));
  const fixed = facts.flatMap((fact) =>
    'onlyWith' in fact && isPresent(fact.key) ? Object.entries(fact.onlyWith) : [],
  );
  return conditions.filter(
    ({ key, present, texts }) =>
      !fixed.some(
        ([name, test]) =>
          isKey(key, name) && present === 'is' && typeof test === 'string' && texts.includes(test),
      ),
  );
}

const isKey = (key: string, name: string): boolean => key.toLowerCase() === name.toLowerCase();

/** The first of a list, and how many more there are. */
const cut = (texts: readonly string[], most: number): readonly string[] =>
  texts.length <= most + 1 ? texts : [...texts.slice(0, most), `and ${texts.length - most} more`];

/** `aws:ViaAWSMCPService is absent`. Values are quoted, so that an empty one is seen. */
export function keyText({ key, absent, present, texts }: KeyWords): string {
  const values = texts.map((text) => JSON.stringify(text));
  const or = values.join(' or ');
  if (present === 'none') return `${key} is absent`;
  if (present === 'any') return absent ? `${key} is anything` : `${key} is present`;
  if (present === 'is') return `${key} is ${absent ? 'absent or ' : ''}${or}`;
  if (present === 'is not') return `${key} is ${absent ? 'absent or ' : ''}not ${or}`;
  if (present === 'like') return `${key} ${absent ? 'is absent or ' : ''}matches ${or}`;
  if (present === 'not like') return `${key} ${absent ? 'is absent or ' : ''}does not match ${or}`;
  if (present === 'such as')
    return `${key} is ${absent ? 'absent or ' : ''}such as ${values.join(', ')}`;
  const [operator = '', ...compared] = texts;
  const test = `${operator} ${compared.map((text) => JSON.stringify(text)).join(', ')}`;
  const verb = present === 'satisfies' ? 'satisfies' : 'does not satisfy';
  return `${key} ${absent ? 'is absent or ' : ''}${verb} ${test}`;
}

/** The names that the engine gives to callers whom no policy names. */
const NOBODY = /[/:](?:x|x\/session|unrelated|Unrelated|unrelated\.example\.com)$|:root$/;

/** `any identity of account 444455556666, any other account`. */
export function callerText({ callers, isAny }: CallerWords, accounts: ReadonlySet<string>): string {
  if (isAny) return 'anyone';
  const words = callers.map(({ name, kind, account }): string => {
    if (kind === 'anonymous') return 'unsigned requests';
    if (account !== undefined && !accounts.has(account)) return otherAccount(name);
    if (name === 'unrelated-service.amazonaws.com') return 'AWS services';
    if (account !== undefined && NOBODY.test(name)) return ofAccount(name, account);
    return name;
  });
  return [...new Set(words)].join(', ');
}

const isProvider = (name: string): boolean => /:(?:oidc|saml)-provider\//.test(name);

const otherAccount = (name: string): string =>
  isProvider(name) ? 'identity providers of other accounts' : 'identities of other AWS accounts';

const ofAccount = (name: string, account: string): string =>
  isProvider(name)
    ? `other identity providers of account ${account}`
    : `identities of account ${account}`;
