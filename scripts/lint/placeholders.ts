/** What stands in a policy of a page for something else: placeholders, variables, functions. */
import type { PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';

/** `<YOUR_ACCOUNT>`, `ACCOUNT_ID`, `${var}`, `{{ x }}`, `$VAR`, `__X__`, `...`: not what IAM would see. */
const UNCLEAR =
  /<[^<>\n]+>|\$\{(?![A-Za-z0-9.-]+:[A-Za-z])[^}]*\}|\$\{AWS::|\{\{|\[[A-Za-z_ -]+\]|%[A-Za-z_]+%|@[A-Za-z_]{1,40}@|#[A-Za-z_]{1,40}#|__[A-Za-z]|\$[A-Za-z_]|…|\.\.\.|\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|YOUR|ACCOUNT|REGION|BUCKET|XXX+|xxx+|example|EXAMPLE)(?![a-z])|(?<!\w)(?:account-?id|aws-?account-?id|region|bucket-?name|your-[\w-]+|my-[\w-]+)(?!\w)|AccountId|AccountNumber|your[A-Z]\w*|\b(\d)\1{3,}\b|\b1?2345\w*/;

/** Words that no page means as they are written. */
const STAND_IN =
  /^(?:value|values|key|string|condition|effect|action|actions|resource|principal|placeholder|sid|name)$/i;

/** The parts of a policy that cannot be judged, by their places. */
export function unclearParts(node: PolicyNode): Range[] {
  const found: Range[] = [];
  const visit = (one: PolicyNode, element: string): void => {
    if (one.kind === 'scalar') {
      if (typeof one.value === 'string' && isUnclear(one.value, element)) found.push(one.range);
    } else if (one.kind === 'list') one.items.forEach((item) => visit(item, element));
    else if (one.entries.some(({ key }) => key === 'Ref' || key.startsWith('Fn::'))) {
      // An intrinsic function of CloudFormation: a text by the time IAM sees it.
      found.push(one.range);
    } else {
      for (const { key, keyRange, value } of one.entries) {
        if (UNCLEAR.test(key)) found.push(keyRange, value.range);
        else visit(value, key);
      }
    }
  };
  visit(node, '');
  return found;
}

/** An action is a word of AWS's own; anything else may be made up. */
function isUnclear(text: string, element: string): boolean {
  if (/^[a-z0-9-]+:[A-Za-z*?]+$/.test(text)) return /\.\.\.|…/.test(text);
  if (UNCLEAR.test(text) || STAND_IN.test(text)) return true;
  if (text.includes(':') || /^[*?]+$/.test(text)) return false;
  // Without a colon it is a word that stands for something, not a mistyped ARN or action.
  if (element === 'Sid') return false;
  if (element === 'Action' || element === 'NotAction')
    return !/^[a-z0-9-]+\.[A-Z][A-Za-z]+$/i.test(text);
  return !/^(?:\d{4}-\d\d-\d\d|[a-z]+|\d{1,3}(?:\.\d+){3}(?:\/\d+)?)$/i.test(text);
}
