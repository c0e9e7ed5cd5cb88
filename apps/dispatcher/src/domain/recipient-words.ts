import { anyOf, gap } from './word-family.js';

const USER = `(?:users?|usernames?|accounts?|mail ?box(?:es)?|inbox|recipients?|addressee|address(?:es)?|alias|person|local part|customer)`;
const IS = `(?: has been| have been| is| was| are)?(?: permanently| currently| now)?`;
const GONE = `(?:disabled|deactivated|inactive|terminated|closed|deleted|removed|discontinued|abandoned|invalid|nonexist[ae]nt|non exist(?:ing|[ae]nt)|unknown(?! (?:reason|error)))`;
const NOT = `(?:not|n't|no longer|never|cannot be|could not be|couldn't be)`;

/**
 * The address is dead. Nouns and verbs stand close together, because words further apart may be about something else:
 * "recipient's server closed the connection", "account rejected for an unknown reason".
 */
export const DEAD = [
  anyOf(
    `(?<!(?:server|host|record|dns|file|service|command)(?: does| do| did)? )(?:does |do |did )?(?:not|doesn't|don't|doesnt|didn't) exists?`,
    `no longer exists?`,
    `(?:unknown|invalid|bad destination|inactive|disabled|deactivated|deleted|closed|nonexistent|non existent)(?: e ?mail| local| recipient| user| destination)? ${USER}(?! (?:format|syntax|credentials?|password))`,
    `no such(?: \\S+)? (?:${USER}|here|name)`,
    `no (?:mail ?box|account|user|recipient)(?: here)? (?:by|with) that name`,
    `${USER}${IS} ${GONE}`,
    `(?:cannot|can't|could not|couldn't|unable to) (?:find|locate)${gap(2)}${USER}`,
    `tried to reach is (?:disabled|inactive|deactivated)`,
    `${USER}${gap(2)}${NOT} (?:be )?(?:found|known|valid|recogni[sz]ed|active|in use|on server|a customer)`,
    `not a (?:known|valid|registered) (?:e ?mail )?${USER}`,
    `${USER}${gap(2)}not listed in`,
    `(?:doesn't|does not|doesnt) have an?${gap(3)}account`,
    `(?:ex)?recip(?:ient)?notfound`,
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
export const MAILBOX_FULL = [
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
