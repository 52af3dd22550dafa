/**
 * Words by which a text announces that the policy it shows lets in too many: pages on security show
 * such roles to warn of them. They excuse an open door, and no other mistake in the policy.
 */

/** In a heading or in the title: what the part of the page is about. */
export const OPEN_TITLE =
  /\bmisconfigur(?:ed|ations?|ing)\b|\b(?:vulnerable|exploitable|back-?doors?(?:ing|ed)?|priv-?esc|privilege[- ]escalations?|(?:post-?)?exploit(?:s|ing|ation)?|pen-?test(?:s|ing|ers?)?|abus(?:e|ed|ing)|attacking|attackers?|hijack(?:ing)?|takeovers?|lateral movement|exfiltrat(?:e|ing|ion)|wildcard (?:as (?:a |the )?)?principals?|unauthenticated enum(?:eration)?)\b|\bover(?:ly)?[- ]?permissive\b/iu;

const ANYONE =
  '(?:anyone|anybody|everyone|everybody|(?:any|all|every) (?:[\\w-]+ ){0,2}(?:accounts?|users?|repositor(?:y|ies)|projects?|workflows?|tenants?|principals?|identit(?:y|ies))|attackers?|strangers?)';
const TOO = '(?:overly|too) (?:broad|open|permissive|wide)';

/** In the sentence before, or in the first one behind. */
export const OPEN_BESIDE = new RegExp(
  [
    `\\b(?:misconfigured|vulnerable|exploitable|over(?:ly)?[- ]?permissive|${TOO})\\b`,
    `\\b${ANYONE} (?:[\\w-]+ ){0,8}(?:can|could|may|might|is able to|are able to|to|would be able to) (?:\\w+ )?assume\\b`,
    `\\b(?:let|allow|permit)(?:s|ting|ing)? ${ANYONE} (?:[\\w-]+ ){0,4}assumes?\\b`,
    '\\b(?:grants?|gives?|allows?) (?:\\w+ )?(?:access )?(?:broadly|publicly|to (?:the (?:whole )?world|the public))\\b',
    '\\b(?:wildcard principals?|principal (?:is|of) (?:a )?(?:wildcard|\\W{0,2}\\*))',
    "\\b(?:does not|doesn[’']t|do not|fails? to|not) (?:identify|limit|restrict|scope|name|pin|check) (?:[\\w-]+ ){0,4}(?:namespaces?|service accounts?|subjects?|repositor(?:y|ies)|branch(?:es)?|organi[sz]ations?|projects?|workspaces?|sub)\\b",
    '\\b(?:missing|lacks?|lacking|omits?|without|(?:is|are|has|have|with) no|not have) (?:(?:a|an|any|the) )?(?:["“`§]?[\\w:./§-]+["”`]? ){0,3}conditions?\\b',
  ].join('|'),
  'iu',
);
