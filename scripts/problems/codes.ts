/** Every problem code with its severity and its words: what is found, why it matters, the way out. */
import { IAM_CODES } from './iam-codes.ts';

export type Severity = 'error' | 'warning';

export interface CodeWords {
  readonly severity: Severity;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and the way out, in plain Markdown prose. */
  readonly explain: string;
}

const error = (title: string, explain: string): CodeWords => ({
  severity: 'error',
  title,
  explain,
});
const warning = (title: string, explain: string): CodeWords => ({
  severity: 'warning',
  title,
  explain,
});

const BUILD_CODES = {
  'config/yaml': error(
    'permadocs.yaml does not parse',
    'The configuration is YAML 1.2. Correct the syntax at the place named.',
  ),
  'config/invalid': error(
    'permadocs.yaml has a setting that is not valid',
    'A key is unknown or a value has the wrong type. Unknown keys are errors, so that a misspelt setting is not silently ignored.',
  ),
  'config/leaves-root': error(
    'A path in permadocs.yaml leaves the workspace',
    'Paths are relative to the root and stay inside it. Move the root up with `--root`, or the files in.',
  ),

  'data/yaml': error(
    'A data file does not parse',
    'Data files are YAML 1.2 without tags. The usual causes are an unquoted `*`, a tab, or a git conflict that is not resolved.',
  ),
  'data/invalid': error(
    'A value in a data file has the wrong shape',
    'A key is unknown, a value is missing or has the wrong type. The JSON Schema of data files shows the same rules in an editor.',
  ),
  'data/duplicate-id': error(
    'The same id is defined twice',
    'All data files are merged into one catalog, so an id means one thing. Rename one of the two or remove the copy.',
  ),
  'data/unknown-statement': error(
    'A shared statement does not exist',
    '`use`, `alsoAttached` and practices name entries of `statements`.',
  ),
  'data/unknown-scenario': error(
    'A scenario does not exist',
    'A claim names an entry of `scenarios`.',
  ),
  'data/unknown-service': error(
    'A service does not exist',
    'Errors and condition keys name entries of `services`.',
  ),
  'data/unknown-role': error('A role does not exist', 'Errors name entries of `roles`.'),
  'data/unknown-condition-key': error(
    'A condition key does not exist',
    'Practices name entries of `conditionKeys`.',
  ),
  'data/unknown-error': error(
    'An id in an order does not exist',
    'The `order` of a service names its actions, condition keys and errors.',
  ),
  'data/unquoted-number': error(
    'A name that looks like a number is not quoted',
    'YAML reads `012345678901` as a number and loses what was written. Quote account ids and other names made of digits.',
  ),
  'data/undeclared-placeholder': error(
    'A placeholder is not declared',
    'A policy with `<LIKE_THIS>` in it is validated and proven with the value that `placeholders` declares. The page keeps the placeholder.',
  ),
  'data/bad-link': error(
    'A link in the data leads nowhere',
    'Links are `https://` addresses, anchors, or files from the root of the workspace (`/out/page.mdx`), which are rendered relative to each page.',
  ),
  'data/removed-action': error(
    'A role uses an action that was removed',
    'An Allow of a removed action grants nothing, and a Deny of it silently stops nothing. Remove it, or do what `replacedBy` says.',
  ),

  'claim/none': warning(
    'A role has no claims',
    'Nothing shows what its policies do. Say what the role may do and what it may not, with requests that prove it.',
  ),
  'claim/fails': error(
    'A claim does not hold',
    'The policies decide otherwise than the sentence says. One of the two is wrong, and readers would trust the sentence.',
  ),
  'claim/unknown': error(
    'Nobody can tell whether a claim holds',
    'The decision rests on something that AWS does not document, or that permadocs does not model. A security sentence must not rest on it.',
  ),
  'claim/decided-elsewhere': error(
    'A claim holds for another reason than it gives',
    '`by` names the statement that must decide, and another one did.',
  ),
  'claim/unstated-key': error(
    'A decision depends on a condition key that nobody stated',
    'State the key in the request or the scenario; `null` states that it is absent.',
  ),
  'claim/context-clash': error(
    'A request and its scenario contradict each other',
    'Both state the same condition key, with different values.',
  ),
  'claim/unknown-action': error(
    'A claim names an action that does not exist',
    'A claim about an action that nobody can call proves nothing.',
  ),
  'claim/wrong-resource': error(
    'A claim names a resource that its action does not take',
    'Such a request is never made, so that a claim about it proves nothing.',
  ),
  'claim/no-principal': error(
    'A claim about a trust policy does not say who asks',
    'Add `principal`: an ARN, a service principal or a federation provider.',
  ),
  'claim/no-policy': error(
    'A claim is about a policy that the role does not have',
    'Add the policy, or claim something about the one that is there.',
  ),
  'claim/unproven-statement': warning(
    'No claim would notice the loss of a statement',
    'The statement could be removed, and every sentence would still be called true. Add a claim that holds only because of it.',
  ),

  'template/syntax': error(
    'A template does not parse',
    'Templates are Handlebars with YAML front matter.',
  ),
  'template/front-matter': error(
    'The front matter of a template is not valid',
    'It says what the section renders (`description`) and which parameters it takes (`params`).',
  ),
  'template/unknown-name': error(
    'A template uses a name that nothing declares',
    'Every path is checked against the parameters of the template and the fields of the data, so that a misspelt name does not print nothing.',
  ),
  'template/unknown-helper': error(
    'A template calls a helper that does not exist',
    '`permadocs list helpers` prints the helpers.',
  ),
  'template/unknown-partial': error(
    'A template uses a partial that does not exist',
    'Partials are files in `templates/partials/`.',
  ),
  'template/bad-argument': error(
    'An argument in a template is missing, unknown or of the wrong type',
    'Helpers and partials declare what they take.',
  ),
  'template/optional': error(
    'A template prints a value that may be absent',
    'Wrap it in `{{#if}}`, so that the page does not silently lose a sentence.',
  ),
  'template/unescaped': error(
    'A template switches escaping off',
    'Triple braces and `{{&` would let data break the page. Use a helper for the place: `code`, `cell`, `fence`, `attribute`.',
  ),
  'template/partial-cycle': error(
    'Partials include each other in a circle',
    'The page would never end. Break the circle.',
  ),
  'template/refused': error(
    'A section cannot be rendered with these parameters',
    'The section says what is missing, for example a kind of policy that the role does not have.',
  ),

  'marker/malformed': error(
    'A marker cannot be read',
    'A marker is `BEGIN permadocs <section> name="value" … -- note` or `END permadocs <section>` in a comment of its own.',
  ),
  'marker/unclosed': error(
    'A region has no end',
    'Every BEGIN needs an END of the same section, after it and in the same place of the page.',
  ),
  'marker/unopened': error(
    'An end marker has no beginning',
    'Every END needs a BEGIN of the same section before it.',
  ),
  'marker/nested': error(
    'A region begins inside another',
    'Regions do not nest: the outer one would overwrite the inner one.',
  ),
  'marker/crossing': error(
    'An end marker closes another section than the one that is open',
    'Regions do not cross.',
  ),
  'marker/different-parents': error(
    'A region begins and ends in different places',
    'Both markers belong into the same list item, quote, admonition or element; otherwise the build would tear it apart.',
  ),
  'marker/unknown-section': error(
    'A marker names a section that does not exist',
    '`permadocs list sections` prints the sections.',
  ),
  'marker/missing-parameter': error(
    'A marker lacks a parameter',
    '`permadocs list sections` prints what each section takes.',
  ),
  'marker/unknown-parameter': error(
    'A marker has a parameter that its section does not take',
    '`permadocs list sections` prints what each section takes.',
  ),
  'marker/bad-parameter': error(
    'A parameter of a marker has a wrong value',
    'Ids must exist in the data, numbers must be numbers, and `$name` must be in the page’s front matter under `permadocs:`.',
  ),
  'marker/multi-line': error(
    'A marker spans several lines',
    'Prettier damages comments of several lines in MDX. Write the marker on one line.',
  ),
  'marker/not-alone': error(
    'A marker is not alone on its line',
    'Text beside a marker would end up in the paragraph with it. Put the marker on a line of its own.',
  ),
  'marker/missing-blank-line': error(
    'A blank line is missing outside a marker',
    'The next Prettier run would join the marker to its neighbour. Add the blank line.',
  ),
  'marker/before-front-matter': error(
    'A marker stands before the front matter',
    'Front matter counts only at the very beginning of a page; the marker makes text of it.',
  ),
  'marker/after-import': error(
    'A marker is glued to an import',
    'MDX reads it as part of the ES module block. Add a blank line between.',
  ),
  'marker/wrong-comment': error(
    'A marker is written in the wrong kind of comment',
    'MDX has `{/* … */}`; CommonMark has `<!-- … -->`.',
  ),
  'marker/becomes-description': warning(
    'A marker becomes the page’s meta description',
    'Without a `description` in the front matter, Docusaurus takes the first line of text, and that is the marker. Add a `description`.',
  ),
  'marker/wrapped-by-prettier': warning(
    'Prettier would wrap a marker',
    'Prettier formats `.md` files as CommonMark, where `{/* … */}` is text and may be wrapped. Shorten the marker or move its note out.',
  ),

  'page/unparsable': error(
    'A page with markers does not parse',
    'The regions of a page can be found only in a page that its site can parse.',
  ),
  'page/conflict': error(
    'A git conflict in a page is not resolved',
    'A conflict wholly inside a region is resolved by the build. This one touches a marker or lies outside; resolve it by hand.',
  ),
  'page/out-of-date': error(
    'A region is out of date',
    'The data or the template changed since the page was built. Run the build and commit the result.',
  ),
  'page/hand-edited': error(
    'A region was edited by hand',
    'Text in a region is replaced only when it is known to be generated. Move the edit into the data, or take the generated text with `--force`.',
  ),
  'page/outside-root': error(
    'A page leads out of the workspace',
    'A symbolic link that leaves the root is never written through.',
  ),
  'page/read-only': error('A page cannot be written', 'The file is read-only.'),
  'page/not-written': error(
    'A page could not be written',
    'The system refused, for example because the disk is full. The page is as it was.',
  ),
  'page/too-large': error(
    'A page is too large',
    'A page of this size is no documentation, and a parser would take minutes and gigabytes over it.',
  ),
  'page/changed-meanwhile': error(
    'A page changed while the build ran',
    'It was left as it is. Run the build again.',
  ),
  'page/not-text': error(
    'A page is not text',
    'The file holds a NUL byte, so it is no Markdown, whatever its name says.',
  ),

  'format/failed': error(
    'Prettier cannot format a region',
    'Prettier’s own message says what it stumbled over.',
  ),
  'format/unstable': error(
    'Prettier never settles on a region',
    'Each run of Prettier would change the page again. Change the text named until it settles.',
  ),
  'format/changes-meaning': error(
    'Prettier changes the meaning of a region',
    'The page would show something else than the data says. Change the text named: write code as code, for example.',
  ),
} as const satisfies Record<`${string}/${string}`, CodeWords>;

const ADOPT_CODES = {
  'adopt/refused': error(
    'A policy on a page cannot be adopted',
    'It stays as it is. The message says why: what the data cannot hold, what IAM would refuse, or what stands in the way on the page.',
  ),
  'adopt/layout': error(
    'The layout of a policy on a page cannot be kept',
    'Generated policies look as Prettier leaves them. The difference is shown; `--normalize` accepts it.',
  ),
  'adopt/disagreement': error(
    'Nearly the same policy stands in several places, and the copies differ',
    'One of them is probably out of date, and one role cannot be both. Make them agree, or adopt each at its own line with an id of its own.',
  ),
} as const satisfies Record<`${string}/${string}`, CodeWords>;

const LINT_CODES = {
  'lint/stale-action': error(
    'A page names an action that was removed',
    'Readers would put it into a policy, where it grants nothing and a Deny stops nothing. Sentences that say that it was removed are fine.',
  ),
  'lint/stale-name': warning(
    'A page uses the bare name of an action that was removed',
    'The text around it is about the service whose action this was. Say what is checked now.',
  ),
  'lint/former-name': error(
    'A page uses a name that was changed',
    'The data lists it under `formerly`. Use the new name, or let a region write it.',
  ),
  'lint/unknown-action': warning(
    'A page names an action that does not exist',
    'Readers would put it into a policy, where it grants nothing. The name of a call is often not that of the action that allows it. Sentences about calls, events and mistakes are left alone.',
  ),
  'lint/policy': error(
    'A policy on a page is not what IAM accepts',
    'Policies in fences are validated where they stand; the finding has the code of the check, `iam/…`. `--rule lint/policy` and the severity of `lint/policy` stand for all of them. Other clouds’ policies, placeholders and announced mistakes are left alone.',
  ),
  'lint/broken-policy': error(
    'A policy on a page is not valid JSON',
    'Readers copy it, and IAM refuses it: a comma too many or too few, a bracket that is never closed, typographic quotes. Excerpts, comments and ellipses show that it is not meant to be copied, and are left alone.',
  ),
  'lint/drift': warning(
    'The same policy stands on several pages, or nearly the same',
    'Each copy has to be found when something changes. Where they differ, one of them is probably out of date. Put the policy into the data and let regions print it.',
  ),
  'lint/unknown-marker': warning(
    'A comment looks like a marker, and is none',
    'Its word is misspelt, so that the build never fills the region. Write `BEGIN permadocs` and `END permadocs`.',
  ),
  'lint/damaged-marker': warning(
    'Prettier would damage a marker that a page shows',
    'In Markdown that is not MDX, two `{/* … */}` in one paragraph are text with asterisks, and Prettier writes underscores in their place. Readers would copy a marker that the build does not see. A blank line between them keeps them, and so does a fence of `mdx`.',
  ),
  'lint/unused-ignore': warning(
    'An ignore comment ignores nothing',
    'What it was for is gone. Remove it, so that it does not hide the next finding.',
  ),
  'lint/bad-ignore': error(
    'An ignore comment is not complete',
    'It names a code and a reason: `permadocs-ignore-next-line lint/stale-action: quoted from the old guide`.',
  ),
} as const satisfies Record<`${string}/${string}`, CodeWords>;

export type Code =
  | keyof typeof BUILD_CODES
  | keyof typeof ADOPT_CODES
  | keyof typeof LINT_CODES
  | keyof typeof IAM_CODES;

export const CODES: Readonly<Record<Code, CodeWords>> = {
  ...BUILD_CODES,
  ...ADOPT_CODES,
  ...LINT_CODES,
  ...IAM_CODES,
};
