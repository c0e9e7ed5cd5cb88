import type { EmailAddresses } from './email-message.js';

/** An account, and whether mails to its own address are read. */
export interface AnsweredAccount {
  readonly email: string;
  readonly reads_replies?: boolean | undefined;
}

/**
 * Where the answers to a message arrive: its replies, its delivery reports, and unsubscribe requests. An account whose
 * mailbox is read gets them at its own address; another one at the inbound domain, where the address itself names the
 * send; without either, nobody would read an unsubscribe request.
 * @param token of the send
 */
export function answerAddresses(
  { email, reads_replies = false }: AnsweredAccount,
  inboundDomain: string | undefined,
  token: string,
): EmailAddresses {
  if (reads_replies) {
    const leave = `mailto:${mailtoAddress(email)}?subject=unsubscribe%20${token}`;
    return { replyTo: null, returnPath: email, unsubscribeMailto: leave };
  }
  if (inboundDomain === undefined) return { replyTo: null, returnPath: email, unsubscribeMailto: null };

  const at = (letter: string): string => `${letter}-${token}@${inboundDomain}`;
  return { replyTo: at('r'), returnPath: at('b'), unsubscribeMailto: `mailto:${at('u')}` };
}

/** RFC 6068, section 2: `%`, `?`, `&` and more would end the address. */
function mailtoAddress(email: string): string {
  const at = email.lastIndexOf('@');
  return `${encodeURIComponent(email.slice(0, at)).replaceAll('%2B', '+')}${email.slice(at)}`;
}
