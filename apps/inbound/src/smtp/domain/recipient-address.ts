import type { SignatureReader } from '../../replies/domain/matching.js';
import type { SignedRecipient } from '../../replies/domain/received-mail.js';

const PURPOSES: Readonly<Record<string, SignedRecipient['purpose']>> = {
  r: 'reply',
  b: 'bounce',
  u: 'unsubscribe',
};

const LOCAL_PART = /^([rbu])-(.+)$/i;

/**
 * The send that an address of ours names: `r-`, `b-` or `u-`, a signed token, and our domain, in any case. Null for every
 * other address.
 */
export function signedRecipient(
  address: string,
  domain: string,
  readSignature: SignatureReader,
): SignedRecipient | null {
  const at = address.lastIndexOf('@');
  if (address.slice(at + 1).toLowerCase() !== domain) return null;
  const [, letter = '', token = ''] = LOCAL_PART.exec(address.slice(0, at)) ?? [];
  const purpose = PURPOSES[letter.toLowerCase()];
  const sendId = readSignature(token);
  return purpose === undefined || sendId === null ? null : { purpose, sendId };
}
