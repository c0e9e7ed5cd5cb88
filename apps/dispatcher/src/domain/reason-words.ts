import { anyOf, gap } from './word-family.js';

/** Block lists and reputation. */
export const LISTED = [
  anyOf(
    `(?:block|black|deny|ban) ?list(?:ed|ing|s)?`,
    `[a-z]*(?:rbl|dnsbl)`,
    `dbl|spamhaus|spamcop|sorbs|uceprotect|senderscore|spamrats`,
    `reputation`,
    `banned`,
    `(?<!not )listed (?:at|by|on|in)`,
    `(?:ip|host|server|network)${gap(6)}spam`,
  ),
];

/** SPF, DKIM, DMARC and the names of the server in DNS. */
export const AUTHENTICITY = [
  anyOf(`spf|dkim|dmarc`, `unauthenticated`, `(?:reverse dns|rdns|ptr|helo|ehlo|fcrdns)`, `sender verify`),
];

/** The text, the attachments or the size of the message. */
export const CONTENT = [
  anyOf(
    `spam(?:my|med|mail|ming)?`,
    `junk`,
    `virus(?:es)?|malware|phish(?:ing)?|infected`,
    `content`,
    `attachments?`,
    `suspicious`,
    `urls?|links?`,
    `(?:malformed|invalid|missing|bad|duplicate)${gap(1)}headers?`,
    `malformed`,
    `bare (?:lf|cr)`,
    `unsolicited (?:e ?)?(?:mail|message)`,
    `duplicate message`,
  ),
  /垃圾邮件/u,
];

/** A message that is too large; before the quotas, which have limits too. */
export const SIZE = [
  anyOf(
    `(?:message|mail|file|attachment|content|data) (?:size|length)`,
    `(?<!box )size (?:limit|exceeds?|exceeded)`,
    `(?:message|mail|file|attachment)${gap(3)}too (?:large|big|long)`,
    `too (?:large|big) (?:message|mail)`,
    `exceeds?(?: the| a)? (?:fixed )?maximum (?:message )?size`,
  ),
];

/** The sending server or its network is not welcome. */
export const SERVER_UNWELCOME = [
  anyOf(
    `(?:your|sending|client|source|connecting) (?:ip|host|server|network|mail server|mta)(?: address)?`,
    `your access`,
    `ip(?: address)?`,
    `block(?:ed|ing)?`,
    `abus(?:e|ive)`,
    `unsolicited`,
    `complaints?`,
    `bulk`,
  ),
];

export const POLICY = [
  anyOf(
    `polic(?:y|ies)`,
    `authenticat(?:e|ed|ion)|authrequired`,
    `relay(?:ing)?|rcpthosts`,
    `not (?:allowed|permitted|authori[sz]ed)`,
    `(?:un|sendernot)authori[sz]ed(?:forgroup)?`,
    `permissions?`,
    `(?:access )?denied`,
    `prohibited|prohibition|forbidden|restricted|restrictions?|refused by`,
    `tls|ssl|starttls|certificate|encrypt(?:ed|ion)`,
    `(?:white|allow) ?list(?:ed)?|allowed senders`,
    `your (?:e ?mail )?address`,
    `senders?|mail from|(?:your|sending) domain`,
    `compliance|tenant|rules?|filter(?:ed|ing)?`,
    `violat(?:es|ion|ed)`,
  ),
];

/** The answer will be another one later. */
export const PASSING = [
  anyOf(
    `temporar(?:y|ily)`,
    `gr[ae]y ?list(?:ed|ing)?`,
    `later`,
    `(?:try|retry|again) (?:again )?(?:in|after)`,
    `deferr(?:ed|al)`,
    `busy|overload(?:ed)?|maintenance`,
    `(?:system|server) (?:resources|storage|error)`,
    `rate|throttl(?:ed|ing)|frequency|too (?:fast|quickly|often|much|many)`,
    `limit(?:s|ed)?|exceed(?:ed|s|ing)?|quota|capacity|volume`,
    `insufficient|storage|full`,
  ),
];

/** No server of the recipient could be reached. */
export const UNREACHABLE = [
  anyOf(
    `unrout(?:e)?able`,
    `no route`,
    `host(?: or domain name)? (?:not found|unknown)`,
    `unknown host`,
    `mx (?:records?|loop|hosts?)`,
    `(?:mail |routing )?loop(?:s|ing)?`,
    `too many hops|hop count`,
    `connection (?:refused|timed out)`,
    `unreachable`,
    `no (?:mx|answer from host|valid hosts)`,
  ),
];
