/**
 * Every problem code with its severity and its texts: what was found, why it matters, and how to
 * fix it.
 */
import { CEDAR_CODES } from './cedar-codes.ts';
import { type CodeWords, error, warning } from './code-words.ts';
import { IAM_CODES } from './iam-codes.ts';

export type { Severity } from './code-words.ts';

const BUILD_CODES = {
  'config/yaml': error(
    'permadocs.yaml does not parse',
    'The configuration is YAML 1.2. Fix the syntax at the given place.',
  ),
  'config/invalid': error(
    'permadocs.yaml has an invalid setting',
    'A key is unknown or a value has the wrong type. Unknown keys are errors, so that a misspelled setting is not silently ignored.',
  ),
  'config/leaves-root': error(
    'A path in permadocs.yaml leaves the workspace',
    'Paths are relative to the root and must stay inside it. Move the root up with `--root`, or move the files into it.',
  ),

  'data/yaml': error(
    'A data file does not parse',
    'Data files are YAML 1.2 without tags. The usual causes are an unquoted `*`, a tab, or an unresolved git conflict.',
  ),
  'data/invalid': error(
    'A value in a data file has the wrong shape',
    'A key is unknown, or a value is missing or has the wrong type. Editors that use the JSON Schema of data files report the same mistakes.',
  ),
  'data/unreadable': error(
    'A data file cannot be read',
    'Data files are regular files of up to 4 MB inside the workspace. A symbolic link that leaves the root is not followed, and a pipe, a socket or a device is not opened.',
  ),
  'data/duplicate-id': error(
    'The same id is defined twice',
    'All data files are merged into one catalog, so each id must be unique. Rename one of the two, or remove the copy.',
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
    'An id in an `order` does not exist',
    'The `order` of a service names its actions, condition keys and errors.',
  ),
  'data/unknown-claim': error(
    'A text refers to a claim that does not exist',
    'A paragraph of `meaning` names the claims that make it true, by their `id`. If a claim is removed, remove or rewrite its paragraph.',
  ),
  'data/unknown-field': error(
    'An entry has a field that is not declared',
    'Fields of your own are declared under `fields` in permadocs.yaml, with a type, so that a slip in a name is not silently ignored.',
  ),
  'data/missing-field': error(
    'An entry lacks a field that permadocs.yaml declares',
    'Every entry of the kind has the field, so that templates can print it. Fill it in, or declare it `optional`.',
  ),
  'data/unquoted-number': error(
    'A name that looks like a number is not quoted',
    'YAML reads `012345678901` as a number and does not keep its digits. Quote account ids and other names made of digits.',
  ),
  'data/undeclared-placeholder': error(
    'A placeholder is not declared',
    'A policy that contains `<LIKE_THIS>` is validated and proven with the value declared in `placeholders`. The page keeps the placeholder.',
  ),
  'data/bad-link': error(
    'A link in the data leads nowhere',
    'Links are `https://` addresses, anchors, or files from the root of the workspace (`/out/page.mdx`), which become relative to the page where they are printed.',
  ),
  'data/removed-action': error(
    'A role uses an action that was removed',
    'An Allow of a removed action grants nothing, and a Deny of it silently stops nothing. Remove it, or use what `replacedBy` names.',
  ),
  'data/no-longer-used': warning(
    'A role lists a removed action that its policies do not name',
    '`stillUses` accepts removed actions until the policies are updated. They are now, so delete the action from the list; otherwise it would hide the action if it came back.',
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
    'A claim cannot be decided',
    'The decision rests on something that AWS does not document, or that permadocs does not model. A security sentence must not rest on it.',
  ),
  'claim/empty-space': error(
    'A claim is about no request',
    'A sentence about no request is true and says nothing. The space, its exceptions, the scenario and the facts about condition keys leave nothing over.',
  ),
  'claim/invalid': error(
    'A claim asks for what cannot be',
    '“Allowed, whatever else is attached” cannot hold, since another policy may deny anything; and every role is within a role that allows everything.',
  ),
  'claim/unknown-statement': error(
    'A claim names a statement that its policies do not have',
    '`by` is the Sid of a statement of the role, or `file/Sid` if the role has that Sid twice.',
  ),
  'claim/unclaimed-access': error(
    'A role may do something that no claim is about',
    'Readers would not learn of it, and nobody would notice how it got there. Access is spoken for by an example (`requests`), by `every`, by the upper bound `only`, or by `accepted` with a reason. An error for what writes, tags, manages permissions or reads secrets; a warning for the rest.',
  ),
  'claim/unnoticed-change': warning(
    'No claim would notice a change that opens something',
    'Each policy is weakened in many small ways: a condition dropped, a resource widened to its prefix, `IfExists` taken off a Deny. A change that opens something should break a claim.',
  ),
  'claim/grants-nothing': warning(
    'A role is allowed what needs no permission',
    '`sts:GetCallerIdentity` answers everyone, even where a policy denies it. An Allow of it grants nothing, and a call that succeeds says nothing about the role.',
  ),
  'claim/open-trust': error(
    'A trust policy admits strangers',
    'Anyone, or everyone with a token of an issuer that many share, can assume the role. A warning for an issuer of your own. If it is meant, a claim about `every` such request says so, and settles it.',
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

  'source/unreadable': error(
    'A file that ships cannot be read',
    '`from`, `sameAs` and `requires` read regular files of up to 4 MB in the same git repository; without git, in the workspace. A link that leaves the repository is not followed.',
  ),
  'source/not-found': error(
    'A place in a file that ships leads nowhere',
    'What follows `#` is a JSON Pointer (`#/Statement/0`), with `doc=2` before it in a file of several YAML documents; for Terraform it is an address, `#aws_iam_policy_document.reader`. Paths and addresses follow the file, so correct the place when the file is rearranged.',
  ),
  'source/not-a-policy': error(
    'What is at a place in a file that ships is not a policy',
    'A policy is a map with `Statement`, a list of statements, or a text that contains one. An item of `statements` is one statement.',
  ),
  'source/syntax': error(
    'A file that ships does not parse',
    'It is read as JSON, YAML or Terraform by its ending. Templates such as those of Helm are not: point at the file that they are rendered to.',
  ),
  'source/unresolved': error(
    'A policy that ships has a part whose value is not known',
    'The page must print all of the policy. State the value of a variable under `values`; what loops, modules or templates make is not known before they run, so point `from` at the file that they are rendered to. Nothing is ever left out.',
  ),
  'source/unused-value': error(
    'A value is given for a variable that the policy does not have',
    'The keys of `values` are the variables as the file that ships writes them: `var.bucket`, `BucketName`, `Role.Arn`.',
  ),
  'source/differs': error(
    'A policy does not relate to the one that ships as it should',
    '`sameAs` compares what both allow and refuse, over all requests; how they are written does not matter. Correct one of the two.',
  ),
  'source/outdated': error(
    'A file that ships is not what its data make of it',
    '`writes` names the JSON file that `permadocs build --sources` writes from the policy.',
  ),
  'source/edited': error(
    'A file that ships was edited by hand',
    '`permadocs build --sources` replaces only what it wrote. Move the edit into the data, or run it with `--force`.',
  ),
  'source/written-twice': error(
    'A file would be written from two policies, or from the policy that it holds',
    'Each file that `writes` names is written from one policy, and that policy comes from somewhere else.',
  ),

  'requires/invalid': error(
    'A requirement says something that cannot be',
    'It has `actions`, or `from` with a `preset` or a `match`. A pattern has a group `action`, names the service, and takes linear time: no backreferences, lookarounds or nested quantifiers.',
  ),
  'requires/unreadable': error(
    'A file with calls cannot be read',
    'The globs of `requires` name regular files of up to 4 MB in the same git repository.',
  ),
  'requires/no-match': error(
    'A requirement finds nothing',
    'A pattern that matches nothing demands nothing, and nobody would notice. Correct the glob, the pattern or the preset, or remove the requirement.',
  ),
  'requires/unseen': warning(
    'Code imports a client of AWS, and no call of it was found',
    'Presets look at lines, so a call that is made some other way is not seen, and what it needs is not asked of the role. List its actions under `actions`; the name of the service under `ignore` says that nothing is missing.',
  ),
  'requires/unmapped': error(
    'Code calls something that is not an action of AWS',
    'The name is neither an action of the service nor a call whose actions are known. It is not guessed: list its actions under `actions`, or the name under `ignore`.',
  ),
  'requires/not-granted': error(
    'The code needs an action that the role does not allow',
    'No request of the action is allowed (on the resource and in the scenario, if the requirement names them), so that the call fails. Grant the action, or mark the requirement `optional`.',
  ),
  'requires/conditional': warning(
    'The code needs an action that the role allows only under conditions',
    'Some requests of the action are allowed and others are not, depending on more than the resource. Name the `scenario` in which the code runs, and the `resource` that it works on.',
  ),
  'requires/unknown': error(
    'It cannot be decided whether the role allows what the code needs',
    'The decision rests on something that AWS does not document, or that permadocs does not model.',
  ),
  'requires/unasked': warning(
    'A role allows an action that no requirement asks for',
    'The role has `requires`, so that what it allows should be what the code calls. Remove the action, or add what needs it.',
  ),

  'template/unreadable': error(
    'A template cannot be read',
    'Templates are regular files of up to 4 MB inside the workspace. A symbolic link that leaves the root is not followed.',
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
    'A template uses a name that is not declared',
    'Every path is checked against the parameters of the template and the fields of the data, so that a misspelled name does not silently print nothing.',
  ),
  'template/unknown-helper': error(
    'A template calls a helper that does not exist',
    '`permadocs list helpers` lists them.',
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
    'Wrap it in `{{#if}}`; otherwise a sentence could silently lose its value.',
  ),
  'template/unescaped': error(
    'A template turns off escaping',
    'Triple braces and `{{&` would let data break the page. Write two braces: a value is escaped for the place where it lands, and the helpers `code`, `fence` and `link` write the Markdown around it.',
  ),
  'template/partial-cycle': error(
    'Partials include each other in a cycle',
    'Rendering would never end. Break the cycle.',
  ),
  'template/refused': error(
    'A section cannot be rendered with these parameters',
    'The section says what is missing, such as a kind of policy that the role does not have.',
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
    'An end marker does not match the open section',
    'Regions must not overlap. End the open region first.',
  ),
  'marker/different-parents': error(
    'A region begins and ends in different places',
    'Both markers must be in the same list item, quote, admonition or element; otherwise the build would break it apart.',
  ),
  'marker/unknown-section': error(
    'A marker names a section that does not exist',
    '`permadocs list sections` lists them.',
  ),
  'marker/missing-parameter': error(
    'A marker is missing a parameter',
    '`permadocs list sections` lists the parameters of each section.',
  ),
  'marker/unknown-parameter': error(
    'A marker has a parameter that its section does not take',
    '`permadocs list sections` lists the parameters of each section.',
  ),
  'marker/bad-parameter': error(
    'A parameter of a marker has an invalid value',
    'Ids must exist in the data, numbers must be numbers, and `$name` must be in the page’s front matter under `permadocs:`.',
  ),
  'marker/multi-line': error(
    'A marker spans several lines',
    'Prettier damages MDX comments that span lines. Write the marker on one line.',
  ),
  'marker/not-alone': error(
    'A marker is not alone on its line',
    'Text beside a marker would become one paragraph with it. Put the marker on a line of its own.',
  ),
  'marker/in-code': warning(
    'A marker is in indented code',
    'CommonMark reads lines that are indented by four as code, so nothing is built there. In a list item, start the marker where the text of the item starts; elsewhere, at the beginning of the line. Admonitions (`!!! note`) and tabs (`=== "Name"`) of MkDocs are built if a blank line follows their first line. To show a marker, put it into a fence.',
  ),
  'marker/missing-blank-line': error(
    'A blank line is missing outside a marker',
    'The next Prettier run would join the marker to the adjacent text. Add the blank line.',
  ),
  'marker/before-front-matter': error(
    'A marker is before the front matter',
    'Front matter is recognized only at the very beginning of a page; a marker before it turns it into text.',
  ),
  'marker/after-import': error(
    'There is no blank line between an import and a marker',
    'MDX reads the marker as part of the ES module block. Add a blank line between them.',
  ),
  'marker/wrong-comment': error(
    'A marker is written in the wrong kind of comment',
    'Write `{/* … */}` in MDX, and `<!-- … -->` in CommonMark.',
  ),
  'marker/becomes-description': warning(
    'A marker becomes the page’s meta description',
    'Without a `description` in the front matter, Docusaurus uses the first line of text, which is the marker. Add a `description`.',
  ),
  'marker/moved-by-prettier': warning(
    'Prettier moves the text of a region but leaves its markers',
    'In a list item that Prettier formats, text begins in a column that `tabWidth` sets. Markers that are indented by more stay where they are, and the region is out of date after each run of Prettier. Start both markers in the column named, or set `tabWidth: 4` for pages of MkDocs.',
  ),
  'marker/wrapped-by-prettier': warning(
    'Prettier would wrap a marker',
    'Prettier formats `.md` files as CommonMark, where `{/* … */}` is text and may be wrapped. Shorten the marker or its note.',
  ),

  'page/unparsable': error(
    'A page with markers does not parse',
    'Regions can be found only if the page parses, as it must for its site.',
  ),
  'page/conflict': error(
    'A page has an unresolved git conflict',
    'The build resolves a conflict that is entirely inside a region. This one touches a marker or is outside all regions; resolve it by hand.',
  ),
  'page/stale-name': warning(
    'A page or a text still has a name that the build has just replaced',
    'A region showed the old name of a role or of its file, and now shows the new one; text that people wrote still has the old one. Correct it, or let a region write it. With the old name under `formerly` of the role, `permadocs lint` finds it from now on; `permadocs rename` changes all places at once.',
  ),
  'page/out-of-date': error(
    'A region is out of date',
    'The data or the template changed since the page was built. Run the build and commit the result.',
  ),
  'page/hand-edited': error(
    'A region was edited by hand',
    'Nothing that the region is made from changed since, and yet the text differs; or the text is not committed, and no build is known to have written it. Move the edit into the data, or take the generated text with `--force`.',
  ),
  'page/outside-root': error(
    'A page is outside the workspace',
    'permadocs never reads or writes through a symbolic link that leaves the root.',
  ),
  'page/unreadable': error(
    'A page cannot be read',
    'It is not a regular file, the system refuses to read it, or its name cannot be printed. Other pages are not affected.',
  ),
  'page/read-only': error('A page cannot be written', 'The file is read-only.'),
  'page/not-written': error(
    'A page could not be written',
    'The system refused, for example because the disk is full. The page is unchanged.',
  ),
  'page/too-large': error(
    'A page is too large',
    'A page of this size is unlikely to be documentation, and parsing it would take minutes and gigabytes.',
  ),
  'page/too-complex': error(
    'A page would keep the parser busy too long',
    'Quotes and lists in one another, thousands of brackets, stars or tags that do not belong together, or expressions that never close take the parser time with the square of their number. No real page comes near the limits, which count steps and not seconds. `lint` skips such a page with a warning.',
  ),
  'page/changed-meanwhile': error(
    'A page changed while the build ran',
    'It was left unchanged. Run the build again.',
  ),
  'page/not-text': error(
    'A page is not text',
    'The file contains a NUL byte, so it is not Markdown, despite its name.',
  ),

  'format/failed': error('Prettier cannot format a region', 'Prettier’s own message says why.'),
  'format/unstable': error(
    'Prettier’s output for a region never settles',
    'Each run of Prettier would change the page again. Simplify the text at the given place.',
  ),
  'format/changes-meaning': error(
    'Prettier changes the meaning of a region',
    'The page would not show what the data says. Change the text at the given place: for example, write code as a code span.',
  ),
} as const satisfies Record<`${string}/${string}`, CodeWords>;

const ADOPT_CODES = {
  'adopt/refused': error(
    'A policy on a page cannot be adopted',
    'It stays unchanged. The message says why: the data cannot represent it, IAM would refuse it, or something around it on the page prevents it.',
  ),
  'adopt/layout': error(
    'The layout of a policy on a page cannot be kept',
    'Generated policies are laid out by Prettier. The difference is shown; `--normalize` accepts it.',
  ),
  'adopt/disagreement': error(
    'Copies of a policy in several places differ slightly',
    'One of them is probably out of date, and one role cannot represent both. Make them agree, or adopt each one at its own line, under its own id.',
  ),
} as const satisfies Record<`${string}/${string}`, CodeWords>;

const LINT_CODES = {
  'lint/stale-action': error(
    'A page names an action that was removed',
    'Readers would put it into a policy, where an Allow of it grants nothing and a Deny of it stops nothing. Sentences that say that it was removed are fine.',
  ),
  'lint/stale-name': warning(
    'A page uses the name of a removed action without its prefix',
    'The text around it is about the service that the action belonged to. Say what is checked now.',
  ),
  'lint/former-name': error(
    'A page uses a former name',
    'The data lists it under `formerly`. Use the new name, or let a region write it.',
  ),
  'lint/near-name': warning(
    'The ARN of a role nearly has the name of a role in the data',
    'No role of the data has the name, but one is called almost the same, so that this is a slip, or what a renaming left behind. A page that creates the role itself, with `--role-name`, is left alone.',
  ),
  'lint/unknown-action': warning(
    'A page names an action that does not exist',
    'Readers would put it into a policy, where it grants nothing. The name of a call is often not that of the action that allows it. Sentences about calls, events and mistakes are left alone.',
  ),
  'lint/policy': error(
    'IAM would not accept a policy on a page',
    'Policies in fences are validated in place; each finding has the code of its check, `iam/…`. `--rule lint/policy` and the severity of `lint/policy` apply to all of them. Policies of other clouds, placeholders and mistakes shown on purpose are left alone.',
  ),
  'lint/broken-policy': error(
    'A policy on a page is not valid JSON',
    'Readers copy it, and IAM refuses it: an extra or missing comma, an unclosed bracket, typographic quotes. Excerpts, comments and ellipses show that a policy is not meant to be copied, and are left alone.',
  ),
  'lint/cedar': error(
    'A Cedar policy on a page does not do what it says',
    'Cedar policies in fences, JSON, YAML and strings are parsed and checked in place; each finding has the code of its check, `cedar/…`. `--rule lint/cedar` and the severity of `lint/cedar` apply to all of them. The engine, `@cedar-policy/cedar-wasm`, is an optional peer.',
  ),
  'lint/drift': warning(
    'Copies of a policy on several pages give different access',
    'One of them is probably out of date. Copies that give the same access in other words are not reported, nor are values that readers put in. Put the policy into the data and let regions print it, or explain the difference on the page and ignore this finding with a reason.',
  ),
  'lint/cedar-drift': warning(
    'Nearly the same Cedar policies are on several pages',
    'Most of the policies of a set are the same on another page, and some are not: one copy is probably out of date. Policies are compared as Cedar reads them, without layout, order and annotations.',
  ),
  'lint/unknown-marker': warning(
    'A comment looks like a marker but is not one',
    'It is misspelled, so the build never fills the region. Write `BEGIN permadocs` and `END permadocs`.',
  ),
  'lint/damaged-marker': warning(
    'Prettier would damage an example of a marker',
    'In Markdown that is not MDX, two `{/* … */}` in one paragraph are text with asterisks, which Prettier replaces with underscores. Readers would copy a marker that the build does not recognize. Put a blank line between them, or use an `mdx` fence.',
  ),
  'lint/unused-ignore': warning(
    'An ignore comment has no effect',
    'The problem it was for is gone. Remove the comment, so that it does not hide the next one.',
  ),
  'lint/bad-ignore': error(
    'An ignore comment is incomplete',
    'It must have a code and a reason: `permadocs-ignore-next-line lint/stale-action: quoted from the old guide`.',
  ),
} as const satisfies Record<`${string}/${string}`, CodeWords>;

export type Code =
  | keyof typeof BUILD_CODES
  | keyof typeof ADOPT_CODES
  | keyof typeof LINT_CODES
  | keyof typeof IAM_CODES
  | keyof typeof CEDAR_CODES;

/**
 * Every problem code with its severity and its texts.
 *
 * @example
 * console.log(CODES['page/out-of-date'].severity); // error
 */
export const CODES: Readonly<Record<Code, CodeWords>> = {
  ...BUILD_CODES,
  ...ADOPT_CODES,
  ...LINT_CODES,
  ...IAM_CODES,
  ...CEDAR_CODES,
};
