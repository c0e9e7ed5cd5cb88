import type { ImapMessage } from './imap-mailbox.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** The items of a FETCH that are not the body. */
export function factsOf({ arrivedAt, size }: ImapMessage, items: string): string {
  const date = `${two(arrivedAt.getUTCDate())}-${MONTHS[arrivedAt.getUTCMonth()]}-${arrivedAt.getUTCFullYear()}`;
  const time = arrivedAt.toISOString().slice(11, 19);
  return (
    (/INTERNALDATE/i.test(items) ? ` INTERNALDATE "${date} ${time} +0000"` : '') +
    (/RFC822\.SIZE/i.test(items) ? ` RFC822.SIZE ${size}` : '')
  );
}

/** A sequence set such as `1,3:5,7:*`; the last message is in every range that ends with an asterisk. */
export function inSet(set: string, messages: readonly ImapMessage[]): (message: ImapMessage) => boolean {
  const last = messages.at(-1)?.uid ?? 0;
  const numberOf = (text: string): number => (text === '*' ? last : Number(text));
  const ranges = set.split(',').map((range) => {
    const [from = '', to = from] = range.split(':');
    return [numberOf(from), numberOf(to)].toSorted((a, b) => a - b);
  });
  return ({ uid }) => ranges.some(([from = 0, to = 0]) => uid >= from && uid <= to);
}

/** The end of a field in the answer of XOAUTH2. */
const FIELD_END = String.fromCharCode(1);

/** The login in an answer to AUTHENTICATE PLAIN (RFC 4616) or XOAUTH2, whose secret is an access token. */
export function loginIn(mechanism: string, said: string): { readonly user: string; readonly secret: string } {
  if (mechanism === 'PLAIN') {
    const [, user = '', secret = ''] = said.split('\0');
    return { user, secret };
  }
  const fields = said.split(FIELD_END);
  const valueOf = (start: string): string =>
    fields.find((field) => field.startsWith(start))?.slice(start.length) ?? '';
  return { user: valueOf('user='), secret: valueOf('auth=Bearer ') };
}
