import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { Signer } from './signing.js';

const secretOf = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;
const [secret, oldSecret] = [secretOf(randomBytes(24)), secretOf(randomBytes(32))];
const body = JSON.stringify({ id: 'evt_1', data: { name: 'Grüße – 你好 🎉' } });

describe('a signed delivery', () => {
  it('is verified by the official library, with each of the secrets', () => {
    const headers = new Signer([secret, oldSecret]).headersOf('evt_1', new Date(), body);
    for (const each of [secret, oldSecret]) {
      expect(new Webhook(each).verify(body, headers)).toEqual(JSON.parse(body));
    }
    const another = new Webhook(secretOf(randomBytes(24)));
    expect(() => another.verify(body, headers)).toThrow('No matching signature');
  });

  it('is not verified once its id, its time or its body has changed', () => {
    const headers = new Signer([secret]).headersOf('evt_1', new Date(), body);
    const webhook = new Webhook(secret);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(() => webhook.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow(
      'No matching signature',
    );
    expect(() => webhook.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow(
      'No matching signature',
    );
    expect(() => webhook.verify(`${body} `, headers)).toThrow('No matching signature');
  });

  it('has the signature that the official library makes, for every secret, time and text', () => {
    const bytes = fc.uint8Array({ minLength: 24, maxLength: 32 });
    const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(bytes, time, fc.string({ unit: 'grapheme' }), (key, at, text) => {
        const headers = new Signer([secretOf(key)]).headersOf('evt_1', at, text);
        expect(headers['webhook-signature']).toBe(new Webhook(secretOf(key)).sign('evt_1', at, text));
        expect(headers['webhook-timestamp']).toBe(String(Math.floor(at.getTime() / 1_000)));
      }),
    );
  });
});
