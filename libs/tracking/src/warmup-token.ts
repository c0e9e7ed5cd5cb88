import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SendId } from '#contracts';
import { isId } from '#kernel';

/** The header by which the service that reads mailboxes recognises a warmup message. */
export const WARMUP_HEADER = 'X-Nimbus-Warmup';

/** The two ends of a warmup message. Case does not matter: mail servers change it. */
export interface WarmupAddresses {
  readonly from: string;
  readonly to: string;
}

/** 128 bits: whoever could forge one would have mails taken out of the replies and the spam folder of somebody else. */
const MAC_BYTES = 16;
const TOKEN = /^([0-9a-z]{26})\.([0-9a-f]{32})$/;

/** Names a send, and is worth nothing in a message from or to another address. A pure function of them. */
export function signWarmupToken(secret: string, sendId: SendId, addresses: WarmupAddresses): string {
  const suffix = sendId.slice(sendId.lastIndexOf('_') + 1);

  return `${suffix}.${macOf(secret, suffix, addresses).toString('hex')}`;
}

/** Null for any text that this secret did not sign for these addresses. Never throws. */
export function readWarmupToken(secret: string, token: string, addresses: WarmupAddresses): SendId | null {
  const [, suffix, mac] = TOKEN.exec(token.trim().toLowerCase()) ?? [];
  if (suffix === undefined || mac === undefined) return null;
  const id = `send_${suffix}`;

  const isGenuine = timingSafeEqual(Buffer.from(mac, 'hex'), macOf(secret, suffix, addresses));
  return isGenuine && isId('send', id) ? id : null;
}

/** Another input than that of a signed id of a send, and of any tracking token. A line break is in no address. */
const macOf = (secret: string, suffix: string, { from, to }: WarmupAddresses): Buffer =>
  createHmac('sha256', secret)
    .update(['warmup', suffix, from.toLowerCase(), to.toLowerCase()].join('\n'))
    .digest()
    .subarray(0, MAC_BYTES);
