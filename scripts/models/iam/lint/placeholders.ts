/**
 * What stands in a policy of a page for something else. In an ARN a placeholder stands for one field:
 * an example is put in, so that the structure around it is judged. Elsewhere the whole value is left
 * alone.
 */
import { fieldsOf, isAccount, isPartition, isRegion } from '../../../iam/checks/arn.ts';
import type { PolicyNode, ScalarNode } from '../../../iam/policy.ts';
import type { Range } from '../../../problems/source.ts';
import { BEGINNING, VERBS } from './words.ts';

/** `${self:service}` of the Serverless Framework, `${join("", x.*.id)}` of Terraform, `<YOUR_ACCOUNT>`, `${var}`, `{{ x }}`, `{x}`, `(X)`, `$VAR`, `__X__`, `%s`, `...`; not `${aws:username}`, which is IAM's. */
export const TOKEN =
  /\$\{(?:self|sls|opt|env|cf|ssm|param|file|s3|git|terraform|output)[:(][^{}\n]{0,100}(?:\$\{[^{}\n]{0,100}\}[^{}\n]{0,100})?\}|\$\{aws:(?:region|accountId)\}|<[^<>\n]{1,200}>|\$\{\{[^}\n]{0,200}\}\}|\{\{[^}\n]{0,200}\}\}|\$\{AWS::[A-Za-z]{1,40}\}|\$\{[A-Za-z]\w{0,80}[(.[][^{}\n]{0,300}\}|\$\{(?![A-Za-z0-9.-]{1,80}:[A-Za-z])[^}\n*?$]{1,200}\}|\$\([^)\n]{1,200}\)|(?<![\w$])\([A-Za-z/][^()\n"]{0,100}\)|\{[A-Za-z][^{}\n:"]{0,100}\}|(?<![\w.])\[[A-Za-z_ -]{1,100}\]|%[A-Za-z_]{1,40}%|(?<![\w%])%[sdvq](?![\w%])|@[A-Za-z_]{1,40}@|#[A-Za-z_]{1,40}#|__[A-Za-z]\w{0,80}?__|\$[A-Za-z_]\w{0,80}|…|\.\.\./g;

/** What may be a placeholder wherever it stands, as a word. */
export const WORD =
  /\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|YOUR|ACCOUNT|REGION|BUCKET|XXX+|xxx+|example|EXAMPLE)(?![a-z])|(?<!\w)(?:account-?id|aws-?account-?id|region|bucket-?name|your-[\w-]+|my-[\w-]+)(?!\w)|AccountId|AccountNumber|your[A-Z]\w*|\b(\d)\1{3,}\b|\b1?2345\w*/;

/** Words that no page means as they are written. */
export const STAND_IN =
  /^(?:value|values|key|string|condition|effect|action|actions|resource|principal|placeholder|sid|name)$/i;

/** What stands for the name of any action: `s3:abc`. */
const ANY_NAME =
  /^(?:abc|xyz|foo|bar|baz|foobar|some(?:thing|action)|any(?:thing|action)|whatever|(?:my|the)?action(?:name)?\d{0,3})$/i;

const EXAMPLE = {
  partition: 'aws',
  region: 'us-east-1',
  account: '111122223333',
  principal: 'role/example',
} as const;

interface Example {
  /** With an example in the place of each placeholder that stands in an ARN. */
  readonly node: PolicyNode;
  /** The parts that cannot be judged, by their places. */
  readonly unclear: readonly Range[];
  /** A message about the example, in the words of the page. */
  readonly asWritten: (message: string) => string;
}

export function withExamples(policy: PolicyNode): Example {
  const unclear: Range[] = [];
  const spellings: [example: string, written: string][] = [];
  const scalar = (one: ScalarNode, element: string): PolicyNode => {
    if (typeof one.value !== 'string') return one;
    const read = readText(one.value, element);
    if (read === 'unclear') {
      unclear.push(one.range);
      // Other findings about the statement must not rest on it.
      return /^(?:Not)?Action$/.test(element) ? one : { ...one, value: '${placeholder}' };
    }
    if (read !== one.value) {
      spellings.push([read, one.value]);
      return { ...one, value: read };
    }
    return one;
  };
  const visit = (one: PolicyNode, element: string): PolicyNode => {
    if (one.kind === 'scalar') return scalar(one, element);
    if (one.kind === 'list')
      return { ...one, items: one.items.map((item) => visit(item, element)) };
    // An intrinsic function of CloudFormation: a text by the time IAM sees it.
    const text = substituted(one);
    if (text) return scalar({ kind: 'scalar', value: text.value, range: one.range }, element);
    if (one.entries.some(({ key }) => key === 'Ref' || key.startsWith('Fn::'))) {
      unclear.push(one.range);
      return one;
    }
    return {
      ...one,
      entries: one.entries.map(({ key, keyRange, value }) => {
        if (!hasToken(key) && !WORD.test(key))
          return {
            key,
            keyRange,
            value: visit(value, isPrincipalType(key) ? `${element}.${key}` : key),
          };
        unclear.push(keyRange);
        const named = key.replace(TOKEN, '${placeholder}');
        // Of any cluster or organization, the subject has one form.
        if (/^oidc\.(?:eks\.|circleci\.com\/).*:sub$/i.test(key))
          return { key: named, keyRange, value: visit(value, key) };
        unclear.push(value.range);
        return { key: named, keyRange, value };
      }),
    };
  };
  const node = visit(policy, '');
  const asWritten = (message: string): string => {
    const spelling = spellings.find(([example]) => message.includes(example));
    return spelling ? message.replaceAll(spelling[0], spelling[1]) : message;
  };
  return { node, unclear, asWritten };
}

/** The text that a function of CloudFormation makes: `Fn::Sub`, and `Fn::Join` with what is literal in it. */
export function substituted(node: PolicyNode): Pick<ScalarNode, 'kind' | 'value'> | undefined {
  const [only, ...others] = node.kind === 'map' ? node.entries : [];
  if (!only || others.length > 0) return undefined;
  const { key, value } = only;
  if (key === 'Fn::Sub') {
    const text = value.kind === 'list' ? value.items[0] : value;
    return text?.kind === 'scalar' ? text : undefined;
  }
  if (key !== 'Fn::Join' || value.kind !== 'list') return undefined;
  const [separator, parts] = value.items;
  if (separator?.kind !== 'scalar' || parts?.kind !== 'list') return undefined;
  const text = parts.items.map(joined).join(String(separator.value));
  return { kind: 'scalar', value: text };
}

function joined(part: PolicyNode): string {
  if (part.kind === 'scalar') return String(part.value);
  const made = substituted(part);
  if (made) return String(made.value);
  const [only] = part.kind === 'map' ? part.entries : [];
  const name = only?.value.kind === 'scalar' ? String(only.value.value) : '';
  return name.startsWith('AWS::') ? `\${${name}}` : `\${${name.replace(/\W+/g, '') || 'value'}}`;
}

const isPrincipalType = (key: string): boolean => /^(?:AWS|Service|Federated)$/.test(key);

function hasToken(text: string): boolean {
  TOKEN.lastIndex = 0;
  return TOKEN.test(text);
}

/** The text to judge, or that it cannot be judged. */
function readText(text: string, element: string): string {
  const isNamed = /^(?!arn:)[a-z0-9-]+:[A-Za-z*?]+$/.test(text);
  if (isNamed && !ANY_NAME.test(text.slice(text.indexOf(':') + 1))) return text;
  if (/^(?:Action|NotAction)$/.test(element)) return isClearAction(text) ? text : 'unclear';
  if (/^arn:/i.test(text)) return readArnText(text, element);
  const isNumber = /^[\d-]+$/.test(text);
  if (isNumber && /^(?:Principal|NotPrincipal)\.AWS$|account/i.test(element)) return text;
  if (element === 'Version') return text;
  if (/:sub$/i.test(element) && isSubject(text)) return text.replace(TOKEN, '${placeholder}');
  if (hasToken(text) || WORD.test(text) || STAND_IN.test(text)) return 'unclear';
  // `Region.elasticache-snapshot.amazonaws.com`
  if (element.endsWith('.Service') && /^region\./i.test(text)) return 'unclear';
  if (element !== 'Sid' && isVariable(text)) return 'unclear';
  // Emphasis in a code block: `*ROLE-ARN*` is what the author wanted in italics.
  if (/^\*[^*]+\*$/.test(text)) return 'unclear';
  if (/^(?:Not)?Resource$/.test(element) && /^\w[\w. -]*$/.test(text)) return 'unclear';
  if (element === 'Sid' || text.includes(':') || /^[*?]+$/.test(text)) return text;
  // Without a colon it is a word that stands for something, not a mistyped ARN.
  const isPlain =
    /^(?:\d{4}-\d\d-\d\d|[a-z]+|\d{1,3}(?:\.\d+){3}(?:\/\d+)?)$/i.test(text) ||
    element.endsWith('.Service') ||
    // The value of a condition key: `dev-*`, `home/*`.
    (element.includes(':') && /^[a-z0-9][a-z0-9./_-]*\*$/.test(text)) ||
    // A host: `cognito-identity.amazonaws.com` signs in, and tokens are for `sts.amazonaws.com`.
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(text);
  return isPlain ? text : 'unclear';
}

/** The subject of a token has parts of its own: in `repo:<ORG>/<REPO>:*` only names are left open. */
const isSubject = (text: string): boolean =>
  /[:/]/.test(text.replace(TOKEN, '')) && !/^(?:<[^<>]*>|\.\.\.|…)/.test(text);

/** `sourceAccountID`, `roleArn`, `log_group_arn:*`: named as programs name what holds a value. */
function isVariable(text: string): boolean {
  return (
    /^[a-z]+(?:[A-Z][a-z]+)*(?:Account|Arn|ARN|Id|ID|Name|Number)$/.test(text) ||
    /^[a-z]\w*(?:_arn|Arn|ARN)(?=$|[:/])/.test(text)
  );
}

/** An action is a word of AWS's own; without its colon only such as `s3.GetObject` were to be one. */
function isClearAction(text: string): boolean {
  if (hasToken(text) || /^[A-Z_]+$/.test(text) || STAND_IN.test(text)) return false;
  if (text === '*') return true;
  const colon = text.indexOf(':');
  if (colon !== -1) {
    const isStandIn = ANY_NAME.test(text.slice(colon + 1)) || /^[A-Z_-]+:|:[A-Z_]{4,}$/.test(text);
    return !isStandIn && !WORD.test(text);
  }
  return (
    /^(?:aws\.|AWS\.)?[A-Za-z0-9-]+[./][a-z]*[A-Z][A-Za-z]+\*?$/.test(text) ||
    SEPARATED.test(text) ||
    BEGINNING.test(text)
  );
}

/** `s3 GetObject`, `s3-GetObject`: sure to be meant as an action by the verb. */
const SEPARATED = new RegExp(`^[a-z][a-z0-9]{1,30}[ ;_-](?:${VERBS})[A-Z][A-Za-z]*$`);

/** Stands for a token in a text that is cut at its colons: a token may have some of its own. */
const MARK = '\uE000';

function readArnText(text: string, element: string): string {
  const tokens = text.match(TOKEN) ?? [];
  const fields = text.replace(TOKEN, MARK).split(':');
  const isShort = fields.length < 6;
  // `arn:User ARN`
  if (fields.length === 2 && /^arn:(?!aws)[\w -]+$/i.test(text)) return 'unclear';
  if (tokens.some((token) => /^(?:…|\.\.\.)$/.test(token) || mayBeAnything(token, isShort)))
    return 'unclear';
  const [, , service = ''] = fields;
  if (service.includes(MARK) || /^(?:SERVICE|AWS_SERVICE|SERVICE_NAME|RESOURCE)$/i.test(service))
    return 'unclear';
  // Words with a blank between them stand for a name; one beside a colon or a slash is a slip.
  const resource = fields.slice(5).join(':');
  if (/[A-Za-z] [A-Za-z]/.test(resource)) return 'unclear';
  // `arn:aws:iam::ACCOUNT:example/arn`
  if (element.startsWith('Principal') && /^(?:example|your|my)\b/i.test(resource)) return 'unclear';
  // `arn:aws:iam::ACCOUNT:<your user>`, `…:USER_OR_ROLE/NAME`: readers may put in `user/me`.
  const isWhole = /^(?:iam|sts)$/.test(service) && OPEN_KIND.test(resource);
  if (isWhole && element === 'Principal.Federated') return 'unclear';
  let at = 0;
  return fields
    .map((field, index) => {
      const own = tokens.slice(at, (at += field.split(MARK).length - 1));
      if (own.length === 0 && isShort) return field;
      if (index === 1)
        return own.length > 0 || isStandInFor(field, isPartition) ? EXAMPLE.partition : field;
      if (index === 3 && !isShort) return readRegion(field);
      if (index === 4 && !isShort) return readAccount(field);
      if (index === 5 && isWhole && element.startsWith('Principal')) return EXAMPLE.principal;
      return own.reduce((rest, token) => rest.replace(MARK, nameFor(token)), field);
    })
    .join(':');
}

/** What stands for the kind of a principal too. */
const OPEN_KIND = new RegExp(`^(?:${MARK}|[A-Z][A-Z0-9]*[_-][A-Z0-9_-]+(?:/|$))`);

const isStandInFor = (field: string, fits: (text: string) => boolean): boolean =>
  !fits(field) && /^[A-Za-z_-]{5,}$/.test(field) && !/^aws/i.test(field);

/** A word is a placeholder, however it is spelled; a zone, an account or a Region with a slip is none. */
function readRegion(field: string): string {
  const text = variablesAsStars(field);
  if (text === '' || isRegion(text) || /^[\d-]+$/.test(text) || SLIP_OF_REGION.test(text))
    return field;
  return /[A-Za-z\uE000]/.test(text) ? EXAMPLE.region : field;
}

const SLIP_OF_REGION =
  /^(?:us|eu|ap|sa|ca|af|me|il|mx|cn)-?(?:gov-?)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-?\d{1,2}[a-f]?$/;

function readAccount(field: string): string {
  const text = variablesAsStars(field);
  if (text === '' || isAccount(text)) return field;
  return /[A-Za-z\uE000]/.test(text) ? EXAMPLE.account : field;
}

const variablesAsStars = (field: string): string => fieldsOf(field).join(':');

/** What is put in is a name where the placeholder's own words say that it is one, else a variable. */
function nameFor(token: string): string {
  return /bucket|table|queue|topic|function|role|user|cluster|repo|account|region|stack|stream/i.test(
    token,
  ) && !/arn|path|prefix|object|folder|suffix|pattern|glob|resource|file/i.test(token)
    ? token.replace(/[^A-Za-z0-9]+/g, '').toLowerCase() || 'example'
    : '${placeholder}';
}

/** A placeholder for the rest of an ARN, or for several fields. */
const mayBeAnything = (token: string, isShort: boolean): boolean =>
  /arn|suffix/i.test(token.replace(/learn|warn/gi, '')) || (isShort && token.includes(':'));
