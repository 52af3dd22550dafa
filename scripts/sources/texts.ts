/** Texts with variables in them → texts: `${…}` as Terraform, `!Sub` and plain files write it. */
import type { Range } from '../problems/source.ts';
import type { Reading } from './context.ts';

/** Undefined if a variable has no value; that is reported at the text. */
export function interpolated(
  text: string,
  range: Range,
  { values, report, unresolved }: Reading,
  style: 'terraform' | 'sub' | 'plain',
  own: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  let made = '';
  let isKnown = true;
  if (style === 'terraform' && /(?:^|[^%])%\{/.test(text)) {
    unresolved(range, 'the text has a directive (%{ … }), whose result is not known');
    return undefined;
  }
  if (style === 'plain' && text.includes('{{')) {
    const name = (/\{\{([^{}]*)\}\}/.exec(text)?.[1] ?? '').replace(/^-|-$/g, '').trim();
    unresolved(range, `the value comes from a template: {{ ${name} }}`);
    return undefined;
  }
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('${', at);
    if (next === -1) {
      made += text.slice(at);
      break;
    }
    made += text.slice(at, next);
    const end = closing(text, next + 2);
    const inside = text.slice(next + 2, end);
    const whole = text.slice(next, end + 1);
    at = end + 1;
    if (style === 'terraform' && text[next - 1] === '$') {
      // Terraform's `$${` is a plain `${`; one dollar is written already.
      made = made.slice(0, -1) + whole;
      continue;
    }
    if (style === 'sub' && inside.startsWith('!')) {
      made += `\${${inside.slice(1)}}`;
      continue;
    }
    const name = inside.trim();
    const value = own.get(name) ?? values.of(name);
    if (typeof value === 'string') made += value;
    else if (value === undefined && style === 'plain' && isPolicyVariable(name)) made += whole;
    else if (
      value === undefined &&
      style === 'terraform' &&
      /^[a-z][\w-]{0,40}:[\w/-]{1,80}$/i.test(name)
    ) {
      isKnown = false;
      report(
        'source/unresolved',
        range,
        `\${${name}} is an expression to Terraform, which refuses it`,
        `a variable of the policy is written $\${${name}} in Terraform`,
      );
    } else {
      isKnown = false;
      const isList = value !== undefined;
      unresolved(
        range,
        isList
          ? `\${${name}} is within a text, and \`values\` gives a list for it`
          : `the value of \${${name}} is not known`,
        isList ? undefined : name,
      );
    }
  }
  return isKnown ? (style === 'terraform' ? made.replaceAll('%%{', '%{') : made) : undefined;
}

/**
 * Variables of the Serverless Framework and of CloudFormation look like policy variables:
 * `${self:custom.bucket}`, `${AWS::Region}`.
 */
const OF_OTHERS = /^(?:self|opt|env|file|cf|param|sls):|::/;

/** Of IAM's own: `${aws:username}`, `${s3:prefix, 'none'}`, `${*}`. */
const isPolicyVariable = (name: string): boolean =>
  (name.includes(':') && !OF_OTHERS.test(name)) || name === '*' || name === '?' || name === '$';

/** The brace that closes what begins at `from`; the end of the text if there is none. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && depth === 0) return at;
    else if (text[at] === '}') depth -= 1;
  }
  return text.length;
}
