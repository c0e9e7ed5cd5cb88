/**
 * The words by which servers name their reason. They are more reliable than codes: 550 5.7.1 stands for spam, block
 * lists, policies and unknown users.
 */

/** Matches one of the phrases as whole words; the text has single spaces between words and around them. */
const anyOf = (...phrases: readonly string[]): RegExp => new RegExp(` (?:${phrases.join('|')})(?=[ '])`);

/** Up to `count` words between two others. */
const gap = (count: number): string => `(?: \\S+){0,${count}}? `;

const USER = `(?:users?|usernames?|accounts?|mail ?box(?:es)?|inbox|recipients?|addressee|address(?:es)?|alias|person|local part|customer)`;
const IS = `(?: has been| have been| is| was| are)?(?: permanently| currently| now)?`;
const GONE = `(?:disabled|deactivated|inactive|terminated|closed|deleted|removed|discontinued|abandoned|invalid|nonexist[ae]nt|non exist(?:ing|[ae]nt)|unknown(?! (?:reason|error)))`;
const NOT = `(?:not|n't|no longer|never|cannot be|could not be|couldn't be)`;

/**
 * The address is dead. Nouns and verbs stand close together, because words further apart may be about something else:
 * "recipient's server closed the connection", "account rejected for an unknown reason".
 */
const DEAD = [
  anyOf(
    `(?<!(?:server|host|record|dns|file|service|command)(?: does| do| did)? )(?:does |do |did )?(?:not|doesn't|don't|doesnt|didn't) exists?`,
    `no longer exists?`,
    `(?:unknown|invalid|bad destination|inactive|disabled|deactivated|deleted|closed|nonexistent|non existent)(?: e ?mail| local| recipient| user| destination)? ${USER}(?! (?:format|syntax))`,
    `no such(?: \\S+)? (?:${USER}|here|name)`,
    `no (?:mail ?box|account|user|recipient)(?: here)? (?:by|with) that name`,
    `${USER}${IS} ${GONE}`,
    `(?:cannot|can't|could not|couldn't|unable to) (?:find|locate)${gap(2)}${USER}`,
    `tried to reach is (?:disabled|inactive|deactivated)`,
    `${USER}${gap(2)}${NOT} (?:be )?(?:found|known|valid|recogni[sz]ed|active|in use|on server|a customer)`,
    `not a (?:known|valid|registered) (?:e ?mail )?${USER}`,
    `${USER}${gap(2)}not listed in`,
    `(?:doesn't|does not|doesnt) have an?${gap(3)}account`,
    `recip(?:ient)?notfound`,
    `mail ?box (?:is )?(?:unavailable|not available)`,
    `not our customer`,
    `(?:recipient|user|person|employee|address|mailbox|account)${gap(2)}no longer (?:works|working|employed|with|on server|in use|valid|active|available)`,
    `(?:left|leaves) the (?:company|organi[sz]ation)`,
    `(?:unknown|no such|nonexistent|non existent) (?:recipient )?domain`,
    `domain${gap(2)}(?:not found|nonexistent)`,
  ),
  // German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian
  anyOf(
    `(?:empfänger|benutzer|adresse|adressat|postfach|konto)${gap(3)}(?:unbekannt|nicht gefunden|existiert nicht|nicht vorhanden|deaktiviert|gelöscht|ungültig)`,
    `(?:unbekannter|unbekannte|ungültiger|ungültige) (?:empfänger|benutzer|adresse|empfängeradresse)`,
    `(?:utilisateur|destinataire|adresse|compte|boîte)${gap(4)}(?:inconnue?|inexistante?|introuvable|désactivée?|invalide|n'existe pas|n'existe plus)`,
    `(?:usuario|destinatario|buzón|cuenta|dirección)${gap(4)}(?:desconocid[oa]|no existe|inexistente|no encontrad[oa]|desactivad[oa]|deshabilitad[oa])`,
    `(?:usuário|usuario|destinatário|conta|caixa)${gap(4)}(?:desconhecid[oa]|não existe|nao existe|inexistente|não encontrad[oa]|desativad[oa])`,
    `(?:utente|destinatario|casella|indirizzo)${gap(4)}(?:sconosciut[oa]|inesistente|non esiste|non trovat[oa]|disattivat[oa])`,
    `(?:gebruiker|ontvanger|mailbox|adres)${gap(3)}(?:onbekend|bestaat niet|niet gevonden)`,
    `onbekende (?:gebruiker|ontvanger)`,
    `(?:użytkownik|odbiorca|skrzynka|konto|adres)${gap(3)}(?:nie istnieje|nieznany|nieznana|nieaktywn[aey])`,
    `nieznany (?:użytkownik|odbiorca|adresat)`,
    `(?:пользователь|получатель|почтовый ящик|ящик|адрес)${gap(4)}(?:не найден|не существует|неизвестен|удал[её]н|отключ[её]н)`,
    `(?:неизвестный|несуществующий) (?:пользователь|получатель|адрес)`,
  ),
  // Chinese and Japanese write no spaces.
  /(?:用户|收件人|邮箱|帐号|账号|地址)(?:不存在|未找到|已停用|已注销|无效)|ユーザー?が?(?:存在しません|不明)|(?:宛先|アドレス)が?(?:存在しません|不明|見つかりません)/u,
];

/** The mailbox exists and takes nothing more. */
const MAILBOX_FULL = [
  anyOf(
    `(?:mail ?box|inbox|account|user|recipient|maildir)${gap(6)}(?:full|over ?quota|out of (?:storage|space))`,
    `(?:full|overfull) (?:mail ?box|inbox)`,
    `over ?quota`,
    `(?:exceed(?:ed|s)?|exceeding)${gap(4)}(?:storage|quota)`,
    `(?:storage|mail ?box|disk|inbox|mail|user)(?:'s)?${gap(2)}quota${gap(4)}(?:exceed(?:ed|s)?|full|reached)`,
    `quota${gap(2)}exceeded`,
    `(?:storage|mail ?box|mailbox size) (?:limit|quota|space)${gap(3)}(?:exceeded|reached|full)`,
    `(?:insufficient|not enough|out of)(?: mail ?box)? (?:storage|disk space|space in)`,
    `(?:postfach|mailbox|skrzynka|почтовый ящик|ящик|boîte|buzón|casella|caixa)${gap(4)}(?:voll|vol|plein|pleine|lleno|llena|piena|cheia|przepełniona|pełna|переполнен)`,
  ),
  /(?:邮箱|信箱)(?:空间)?(?:已满|满|不足)/u,
];

/** Block lists and reputation. */
const LISTED = [
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
const AUTHENTICITY = [
  anyOf(`spf|dkim|dmarc`, `unauthenticated`, `(?:reverse dns|rdns|ptr|helo|ehlo|fcrdns)`, `sender verify`),
];

/** The text, the attachments or the size of the message. */
const CONTENT = [
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
const SIZE = [
  anyOf(
    `(?:message|mail|file|attachment|content|data) (?:size|length)`,
    `(?<!box )size (?:limit|exceeds?|exceeded)`,
    `(?:message|mail|file|attachment)${gap(3)}too (?:large|big|long)`,
    `too (?:large|big) (?:message|mail)`,
    `exceeds?(?: the| a)? (?:fixed )?maximum (?:message )?size`,
  ),
];

/** The sending server or its network is not welcome. */
const SERVER_UNWELCOME = [
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

const POLICY = [
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
    `senders?|mail from|(?:your|sending) domain`,
    `compliance|tenant|rules?|filter(?:ed|ing)?`,
    `violat(?:es|ion|ed)`,
  ),
];

/** The answer will be another one later. */
const PASSING = [
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
const UNREACHABLE = [
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

/** The server wants a login or another one, or the account may not send from its address. */
const ACCOUNT_REFUSED = [
  anyOf(
    `auth(?:entication)? (?:is )?(?:required|needed)`,
    `(?:not|must be|was not) (?:logged in|authenticated)`,
    `(?:please|must) (?:log ?in|authenticate)`,
    `not owned by`,
    `(?:mail from|from|sender)(?: address)? must`,
    `send ?as ?denied(?:exception)?`,
    `(?:not|n't) (?:allowed|permitted|authori[sz]ed|have permissions?) to send (?:as|from|on behalf|using|with)`,
    `permissions? to (?:send as|submit)`,
    `(?:not|n't) (?:allowed|permitted|authori[sz]ed) to use`,
    `sender address (?:is )?not (?:allowed|permitted)`,
    `bad outbound sender`,
    `(?:username|user name|login)(?: and| or) password`,
    `(?:invalid|bad|incorrect) (?:login|credentials?|password)`,
    `authentication (?:failed|failure|unsuccessful|credentials invalid)`,
    `(?:application|app) specific password`,
    `log ?in (?:fail(?:ed|ure)?|incorrect|denied|via)`,
    `(?:outgoing|outbound|smtp)(?: e ?mail| mail| sending| access)?(?: from)?(?: has been| is)? (?:disabled|suspended|blocked for)`,
    `(?:your|sender|sending) account${gap(3)}(?:disabled|suspended|blocked|locked)`,
    `relaying disallowed as`,
    `turn on smtp authentication|without authentication`,
    `unusual sending activity`,
  ),
];

const SENT = `(?:sending|send|sent|outgoing|outbound|submission|relay(?:ing)?|messages?|e ?mails?|mails?|recipients?|senders?|sender's|receivers)`;
const PERIOD = `(?:day|hour|minute|month|24 hours|24h)`;

/** The account has sent what its server allows. */
const ACCOUNT_OVER_QUOTA = [
  anyOf(
    `(?:daily|hourly|monthly)${gap(4)}(?:limits?|quota|maximum|exceeded)`,
    `${SENT} (?:rate |sending )?limits?`,
    `${SENT} (?:rate )?quota`,
    `limits? (?:of|for|on)(?: the| your| this)? ${SENT}`,
    `(?:${SENT}|failures)${gap(1)}per ${PERIOD}`,
    `(?:limit|quota|maximum)${gap(6)}(?:per|a|in) ${PERIOD}`,
    `(?:you|your|sender|tenant|customer)${gap(4)}(?:exceeded|reached)${gap(5)}(?:limits?|quota|number of)`,
    `too many (?:recipients|receivers|messages|e ?mails|mails|log ?ins?|failed log ?ins?|failed|auth(?:entication)?)(?: attempts)?`,
    `max(?:imum)? (?:number of )?(?:recipients|messages|e ?mails)`,
  ),
];

const REPLY_WORDS = {
  DEAD,
  MAILBOX_FULL,
  LISTED,
  AUTHENTICITY,
  CONTENT,
  SIZE,
  SERVER_UNWELCOME,
  POLICY,
  PASSING,
  UNREACHABLE,
  ACCOUNT_REFUSED,
  ACCOUNT_OVER_QUOTA,
} as const;

export type WordFamily = keyof typeof REPLY_WORDS;

/** Whether the words of a reply, with single spaces between them, are of the family. */
export const speaksOf = (family: WordFamily, words: string): boolean =>
  REPLY_WORDS[family].some((phrase) => phrase.test(` ${words} `));
