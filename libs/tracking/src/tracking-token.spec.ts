import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf } from '#kernel';
import {
  readLinkToken,
  readOpenToken,
  readUnsubscribeToken,
  signLinkToken,
  signOpenToken,
  signUnsubscribeToken,
} from './tracking-links.js';
import type { TrackedMessage } from './tracking-token.js';

const SECRET = 'a secret of the tests';

const uuid = fc.uuid();
const ids = {
  workspace_id: uuid.map((each) => idOf('ws', each)),
  send_id: uuid.map((each) => idOf('send', each)),
  campaign_id: uuid.map((each) => idOf('camp', each)),
  enrollment_id: uuid.map((each) => idOf('enr', each)),
  contact_id: uuid.map((each) => idOf('cont', each)),
  step_id: uuid.map((each) => idOf('step', each)),
  step_number: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  composed_at: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
};
/** As contracts allow them: no null byte, and up to 50 characters. */
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
  .filter((each) => each.length <= 50 && !each.includes('\0'));
const trackedMessage: fc.Arbitrary<TrackedMessage> = fc.oneof(
  fc.record(ids),
  fc.record({ ...ids, variant: label }),
);

describe('a tracking token', () => {
  it('returns its message', () => {
    fc.assert(
      fc.property(trackedMessage, (message) => {
        expect(readOpenToken(SECRET, signOpenToken(SECRET, message))).toEqual(message);
      }),
    );
  });

  it('is refused when any bit is flipped', () => {
    fc.assert(
      fc.property(trackedMessage, fc.nat({ max: 121 * 8 - 1 }), (message, bit) => {
        const bytes = Buffer.from(signOpenToken(SECRET, message), 'base64url');
        const at = bit >> 3;
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
        expect(readOpenToken(SECRET, bytes.toString('base64url'))).toBeNull();
      }),
    );
  });

  it('has one spelling: any other character anywhere is refused', () => {
    fc.assert(
      fc.property(
        trackedMessage,
        fc.nat({ max: 163 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (message, at, other) => {
          const token = signOpenToken(SECRET, message);
          fc.pre(token[at] !== other);
          expect(readOpenToken(SECRET, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
        },
      ),
    );
  });

  it('is refused under another secret', () => {
    fc.assert(
      fc.property(trackedMessage, (message) => {
        expect(readOpenToken('another secret', signOpenToken(SECRET, message))).toBeNull();
      }),
    );
  });

  it('is null for any other text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (anything) => {
        expect(readOpenToken(SECRET, anything)).toBeNull();
      }),
    );
  });

  it('of a link or of an unsubscribe page returns its texts, and opens no other door', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((each) => !each.includes('\0'));
    fc.assert(
      fc.property(trackedMessage, text, fc.nat(200), fc.nat(200), (message, url, position, count) => {
        const link = { url, position, count };
        const token = signLinkToken(SECRET, message, link);
        expect(readLinkToken(SECRET, token)).toEqual({ message, link });
        expect(readOpenToken(SECRET, token)).toBeNull();
        expect(readUnsubscribeToken(SECRET, token)).toBeNull();

        const page = { sender: url, language: 'de' };
        const leaving = signUnsubscribeToken(SECRET, message, page);
        expect(readUnsubscribeToken(SECRET, leaving)).toEqual({ message, page });
        expect(readLinkToken(SECRET, leaving)).toBeNull();
        expect(readUnsubscribeToken(SECRET, signOpenToken(SECRET, message))).toBeNull();
      }),
    );
  });
});
