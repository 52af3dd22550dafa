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
    'change ?log|changelog|änderungs|journal des modifications|registro de cambios|変更履歴|更新履歴|更新日志|变更日志',
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

/** Other languages, by stems. */
export const GONE_ELSEWHERE = new RegExp(
  words(
    'nicht (?:mehr|länger)|entfern|entfäll|entfall|abgeschafft|eingestellt|veraltet|überflüssig|hinfällig|keine(?:rlei)? wirkung|wirkungslos|ungültig|früher|bisher|\\balte[nrs]?\\b|(?:vor|bis) \\w+ \\d{4}|ersetzt|weggefallen|fallen weg|verschwunden|gestrichen',
    "n[’']est plus|n[’']ont? plus|n[’']a plus|ne sont plus|n[’']existe|plus (?:nécessaire|requis|utilis|d[’']effet)|supprim|disparu|retir[eéè]|obsol[eè]t|inutile|remplac|auparavant|avant (?:\\w+ )?\\w+ \\d{4}|jusqu[’']|anciens?\\b|anciennes?\\b|abandonn|déprécié",
    '\\bya no\\b|elimin|desaparec|retir[aóoe]|obsolet|(?:sin|no tiene|ningún) efecto|reemplaz|sustitu|innecesari|dej(?:ó|aron) de|suprimi|anteriormente|descontinuad|\\bantes (?:era|se|hab|hac)|hasta (?:\\w+ )+\\d{4}|antigu[ao]',
    'não (?:é|são|tem|têm|existe) mais|não (?:tem|têm) efeito|removid|removeu|exclu[aií]|desnecess|descontinu|substitu|sem efeito|anteriormente|até (?:[\\wç]+ )+\\d{4}|antig[ao]',
    'non (?:è|sono|serve|servono|ha|hanno) più|rimoss|scompars|rimuov|eliminat|sostitu|deprecat|inutil|\\bfino a\\b|vecchi',
    'niet (?:langer|meer)|verwijder|verouderd|vervall|vervang|overbodig',
    'usunięt|nie (?:jest|są) już|już nie|przestarzał|zastąpi|wycofan',
    '\\bartık\\b|kaldırıl|geçersiz|gereksiz',
    'không còn|đã bị|lỗi thời|thay thế|loại bỏ',
    'tidak lagi|dihapus|usang|digantikan',
    'inte längre|ikke (?:lenger|længere)|borttag|fjernet|föråldra|forældet|utgått',
    'ei enää|poistet|már nem|eltávol|elavult|nu mai|již ne|odstran|zastaral',
    '削除|廃止|不要|非推奨|なくな|以前|旧|移除|删除|刪除|弃用|棄用|不再|废弃|廢棄|已废|舊|제거|삭제|더 이상|폐기|이전',
    'удал|больше не|устар|ранее|отмен|более не|не требу',
  ),
  'iu',
);

/** A text that announces an example of what not to do, or what refuses it. */
export const WRONG =
  /\b(?:wrong(?:ly)?|incorrect\w*|invalid|broken|bad (?:example|polic\w+)|mistak\w+|anti-?patterns?|avoid|insecure|unsafe|typos?|misspel\w+|malformed\w*|pitfalls?|(?:don[’']t|do not|never) (?:do|use|write|attach|copy)|fails? (?:validation|because|with|to)|(?:is|are|be|gets?) (?:rejected|refused)|(?:does|do|will|did)(?: not|n[’']t) (?:work|exist|validate|parse)|syntax error)|MalformedPolicy|❌|🚫|⛔|👎|✗|✘/i;
/** In a heading further up: a page about mistakes shows some. */
export const WRONG_AROUND =
  /\b(?:mistakes?|wrong|incorrect|invalid|anti-?patterns?|pitfalls?|what not to do|bad (?:examples?|polic\w+)|errors? in (?:your )?polic\w+)\b|❌|🚫/i;

/** Scripts whose sentences we cannot read. */
export const UNREADABLE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Greek}]/u;
