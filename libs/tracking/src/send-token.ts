import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SendId } from '#contracts';
import { isId } from '#kernel';

/** 80 bits: a forger would have to try them by sending mail. */
const MAC_BYTES = 10;
const TOKEN = /^([0-9a-z]{26})\.([0-9a-f]{20})$/;

/**
 * The id of a send, signed: 47 characters that survive in a `Message-ID` and in the local part of an address (at most 64,
 * and any case). A pure function of the send.
 */
export function signSendId(secret: string, sendId: SendId): string {
  const suffix = sendId.slice(sendId.lastIndexOf('_') + 1);

  return `${suffix}.${macOf(secret, suffix).toString('hex')}`;
}

/** Null for any text that this secret did not sign. Never throws. */
export function readSendId(secret: string, token: string): SendId | null {
  const [, suffix, mac] = TOKEN.exec(token.toLowerCase()) ?? [];
  if (suffix === undefined || mac === undefined) return null;
  const id = `send_${suffix}`;

  return timingSafeEqual(Buffer.from(mac, 'hex'), macOf(secret, suffix)) && isId('send', id) ? id : null;
}

/** Another input than that of any tracking token: those are longer. */
const macOf = (secret: string, suffix: string): Buffer =>
  createHmac('sha256', secret).update(`send ${suffix}`).digest().subarray(0, MAC_BYTES);
