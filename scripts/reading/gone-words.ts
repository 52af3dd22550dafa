/**
 * Words by which a text says that something is gone. They err on the side of silence: a sentence
 * that is taken for news of a removal costs a finding, one that is not costs a reader's trust.
 */

const words = (...alternatives: readonly string[]): string => alternatives.join('|');

/** What is said to be missing: need, existence, effect. */
const MERIT =
  'need\\w*|requir\\w*|necessary|exist\\w*|us(?:e|ed|es|ing)|defin\\w*|grant\\w*|valid|accept\\w*|recogni[sz]\\w*|support\\w*|available|check\\w*|evaluat\\w*|appl(?:y|ies|icable)|effect\\w*|mean\\w*|do(?:es)? anything|honou?r\\w*|any effect';

/** The thing is gone, whoever says it and wherever it stands. */
const STRONG = words(
  'remov\\w+',
  'no longer',
  'no more',
  'any ?more',
  'any longer',
  `(?:not|never|neither|nor|cannot|\\w+n[’']t)(?: [\\w§]+){0,3} (?:${MERIT})`,
  '(?:block|grant|stop|allow|do|check|match|mean)(?:e?s)? nothing|no difference|no-?op',
  '(?:is|are|was) history|once \\w+ed|ended',
  'what(?:ever)? happened to',
  'disappear\\w*|superfluous|redundant|unrecogni[sz]ed|no harm|harmless|shut down',
  'nothing (?:checks|uses|needs|reads|requires)|there were (?:\\w+ )?(?:actions?|permissions?)|INVALID_ACTION',
  'only (?:ever )?(?:\\w+ ){0,4}preview|preview[- ]only',
  '(?<=(?:→|->|=>)\\W{0,4})(?:none|nothing|n/a)',
  'no (?:effect|meaning|need|such|use)',
  // “No `x:*` actions are required”, “there are no separate actions”, “does not have actions of its own”.
  'no (?:[\\w§]{1,40}[^\\w§]{1,3}){1,8}(?:are|is|were|was) (?:requir|need|necess|defin|avail|check|involv|us)\\w*',
  "there (?:is|are|was|were)(?:n[’']t (?:any|a)| (?:no|not|none))\\b",
  "(?:do|does|did) ?(?:not|n[’']t) (?:have|own|define|come with|include) (?:any|its own|their own|separate|dedicated|additional|special|specific|IAM|such)\\b",
  '(?:has|have|had|defin\\w+|provides?|includes?|contains?|with|comes? with) (?:no|none of)',
  'unnecessary',
  'deprecat\\w*',
  'retir(?:ed?|ing|ement|es)',
  'withdr(?:aw|ew)\\w*',
  'went away|go(?:es)? away|gone',
  'obsolete',
  'former(?:ly)?',
  'used to',
  'outdated|out[- ]of[- ]date',
  'stale|dead|historical\\w*',
  'dropp?(?:ed|s)',
  'supersed\\w+',
  'discontinu\\w+',
  'eliminat\\w+',
  'ceas\\w+',
  'ignor(?:es?|ed|ing)',
  'stop(?:s|ped|ping)? (?:using|granting|being|working|listing|checking)|stopp(?:ed|s)',
  '(?:before|until) [\\w, ]{0,14}\\b\\d{4}',
  "(?:in|during|throughout|for|since) the (?:public )?preview|preview(?:[’']s| period| phase)|pre-GA|(?:before|until) GA",
  'end(?:ed)? of (?:standard )?(?:support|life)|sunset\\w*',
  '(?:invalid|unknown) (?:action|permission|service)',
  'works? without|without (?:needing|requiring)',
);

/** Words of a change, which speak of the old and of the new alike. */
const WEAK = words(
  'previous(?:ly)?',
  'legacy|old(?:er)?|earlier (?:guide|tutorial|doc|version|post|example|release)\\w*',
  'replac\\w+|renam\\w+',
  'migrat\\w+',
  'instead of|rather than|in place of|succeeded by',
  'swap\\w*|convert\\w*|upgrad(?:e guide|e notes|ing from)',
  'clean(?:s|ed|ing)?[- ]?up|g[eo]t rid of|stripp?(?:ed|ing|s)|t(?:ake|akes|ook|aken) (?:it|them|\\W?§\\W?(?: \\w+)?) {0,2}out',
  'still (?:contain|have|has|list|name|use|reference|mention|include)\\w*',
  'delete (?:it|them|all|every|any|th(?:e|is|ese|ose)) ?(?:statement|entr|permission|reference|mention|action|use|line|rule)?\\w*',
  "(?:do not|don[’']t) (?:add|use|include|rely)",
);

/** What a step does to a thing that has to go, which it names afterwards: `§` stands for names. */
const ORDER =
  '^[^\\w§]*(?:then |now |please |also )?(?:delete|drop|strip|find|search|grep|rename|replace)\\b';

export const GONE = new RegExp(`\\b(?:${STRONG}|${WEAK})\\b|${ORDER}`, 'i');
export const GONE_STRONG = new RegExp(`\\b(?:${STRONG})\\b`, 'i');

/** In a heading, in the head of a table, in the label of a tab. */
export const GONE_AROUND = new RegExp(
  [
    `\\b(?:${words(
      'remov(?:ed|al|es|ing)',
      'no longer',
      'deprecat\\w*',
      'retir(?:ed|ement|ing)',
      'obsolete',
      'legacy',
      'migrat\\w+',
      'supersed\\w+',
      'discontinu\\w+',
      'clean(?:ing|ed)?[- ]?up|remediation|upgrade (?:guide|notes)',
      '(?:old|former|previous) (?:\\w+ )?(?:polic\\w+|actions?|permissions?|names?|model)',
      "release notes|what[’']s (?:new|changed)",
      'end of (?:standard )?(?:support|life)',
    )})\\b`,
    'change ?log|changelog',
    // `Before`, `Before March 2026`, `Before | After`, `Old action | New action`; not `Before you begin`.
    '^\\W{0,8}(?:before|was|from|(?:the )?(?:old|former|previous)(?: \\w+)?)\\W{0,4}(?:$|\\|)',
    '^\\W{0,8}before (?:\\w+,? ){0,3}\\d{4}\\W{0,4}$',
    '(?:^|\\|)\\W{0,4}(?:(?:valid )?until|end(?:ed|s)?|end date)\\W{0,4}(?:$|\\|)',
    '^\\W{0,8}mapping (?:for|of)\\W{0,4}$',
  ].join('|'),
  'i',
);

/** In a fence: names that code gives to what is gone, and commands that look for it. */
export const GONE_IN_CODE =
  /(?<![a-z])(?:deprecated|retired|removed|obsolete|legacy|stale|replacedBy|replaced_by)(?![a-z])|\bno longer\b|^\s*(?:\$ )?(?:git )?(?:grep|rg|ag|ack|sed)\s/i;

/**
 * What a lead says when the policy below is for use: a heading about removals further up does not
 * make it old then.
 */
export const FOR_USE =
  /\b(?:attach|create|add|save|use|apply|copy|paste|grant|assign|put|need|needs|require|requires|must have|should have)\b/i;

/** Words that only another language has, and words that only English has; enough to tell a sentence. */
export const FOREIGN_WORDS =
  /(?<![\p{L}\p{M}-])(?:[ldnsjcqm][’']\p{L}+|diese[mnrs]?|keine?|mehr|hat|tiene|ya|plus|der|die|das|den|dem|und|oder|nicht|ist|sind|wird|werden|wurde|für|mit|eine?[mnrs]?|auf|von|zu[mr]?|el|los|las|una?|que|para|con|por|del|es|se|le|les|des|une?|est|sont|dans|pour|avec|pas|du|et|não|são|uma?|com|os|na?o|é|il|lo|gli|sono|per|della?|het|een|niet|van|voor|zijn|jest|są|nie|się|och|är|inte|ikke|og|ve|için|bir|va|và|không|yang|tidak|dan)(?![\p{L}\p{M}-])/iu;
export const ENGLISH_WORDS =
  /\b(?:the|is|are|was|were|to|of|and|or|for|with|this|that|these|your|you|it|its|not|by|from|on|if|when|must|can|has|have|an|be|which|without)\b/i;
export const OTHER_SCRIPT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Greek}]/u;
