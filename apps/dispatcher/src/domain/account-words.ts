import { anyOf, gap } from './word-family.js';

/** The server wants a login or another one, or the account may not send from its address. */
export const ACCOUNT_REFUSED = [
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
    `(?:invalid|bad|incorrect)(?: account| user)? (?:login|credentials?|password)`,
    `authentication (?:failed|failure|unsuccessful|credentials invalid)`,
    `(?:application|app) specific password`,
    `log ?in (?:fail(?:ed|ure)?|incorrect|denied|via)`,
    `(?:outgoing|outbound|smtp)(?: e ?mail| mail| sending| access)?(?: from)?(?: has been| is)? (?:disabled|suspended|blocked for)`,
    `(?:your|sender|sending) account${gap(3)}(?:disabled|suspended|blocked|locked)`,
    `relaying disallowed as`,
    `turn on smtp authentication|without authentication`,
    `unusual sending activity`,
    `outboundspamexception`,
    `e ?mail address is not verified`,
    `sending paused for this account`,
    `address does not match a verified sender`,
  ),
];

const SENT = `(?:sending|send|sent|outgoing|outbound|submission|relay(?:ing)?|messages?|e ?mails?|mails?|recipients?|senders?|sender's|receivers)`;
const PERIOD = `(?:day|hour|minute|month|24 hours|24h)`;

/** The account has sent what its server allows. */
export const ACCOUNT_OVER_QUOTA = [
  anyOf(
    `(?:daily|hourly|monthly)${gap(4)}(?:limits?|quota|maximum|exceeded)`,
    `${SENT} (?:rate |sending )?limits?`,
    `${SENT} (?:rate )?quota`,
    `limits?${gap(5)}(?:outgoing|sent) (?:messages|mails?|e ?mails?)`,
    `limits? (?:of|for|on)(?: the| your| this)? ${SENT}`,
    `(?:${SENT}|failures)${gap(1)}per ${PERIOD}`,
    `(?:limit|quota|maximum)${gap(6)}(?:per|a|in) ${PERIOD}`,
    `(?:you|your|sender|tenant|customer)${gap(4)}(?:exceeded|reached)${gap(5)}(?:limits?|quota|number of)`,
    `too many (?:recipients|receivers|messages|e ?mails|mails|log ?ins?|failed log ?ins?|failed|auth(?:entication)?)(?: attempts)?`,
    `max(?:imum)? (?:number of )?(?:recipients|messages|e ?mails)`,
  ),
];
