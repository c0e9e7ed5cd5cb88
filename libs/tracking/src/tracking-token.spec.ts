import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf } from '#kernel';
import { readTrackingToken, signTrackingToken, type TrackedMessage } from './tracking-token.js';

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
};
/** Sent mail carries tokens for ever. */
const SIGNED_BEFORE =
  'AQGQFj2GlHObrqWWbCb4rZEBkBY9hpRzm66llmwm-K2RAZAWPYaUc5uupZZsJvitkQGQFj2GlHObrq' +
  'WWbCb4rZEBkBY9hpRzm66llmwm-K2RAZAWPYaUc5uupZZsJvitkQAAAALiRHFeW0obi6i6Log054V2';
/** As contracts allow them: no null byte, and up to 50 characters. */
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
  .filter((each) => each.length <= 50 && !each.includes('\0'));
const trackedMessage: fc.Arbitrary<TrackedMessage> = fc.oneof(
  fc.record(ids),
  fc.record({ ...ids, variant: label }),
);

describe('a tracking token', () => {
  it('of a version without variants is still valid', () => {
    const id = idOf('send', '0190163d-8694-739b-aea5-966c26f8ad91');
    expect(readTrackingToken(SECRET, SIGNED_BEFORE)).toMatchObject({ send_id: id, step_number: 2 });
  });

  it('returns its message', () => {
    fc.assert(
      fc.property(trackedMessage, (message) => {
        expect(readTrackingToken(SECRET, signTrackingToken(SECRET, message))).toEqual(message);
      }),
    );
  });

  it('is refused when any bit is flipped', () => {
    fc.assert(
      fc.property(trackedMessage, fc.nat({ max: 117 * 8 - 1 }), (message, bit) => {
        const bytes = Buffer.from(signTrackingToken(SECRET, message), 'base64url');
        const at = bit >> 3;
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
        expect(readTrackingToken(SECRET, bytes.toString('base64url'))).toBeNull();
      }),
    );
  });

  it('has one spelling: any other character anywhere is refused', () => {
    fc.assert(
      fc.property(
        trackedMessage,
        fc.nat({ max: 155 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (message, at, other) => {
          const token = signTrackingToken(SECRET, message);
          fc.pre(token[at] !== other);
          expect(readTrackingToken(SECRET, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
        },
      ),
    );
  });

  it('is refused under another secret', () => {
    fc.assert(
      fc.property(trackedMessage, (message) => {
        expect(readTrackingToken('another secret', signTrackingToken(SECRET, message))).toBeNull();
      }),
    );
  });

  it('is null for any other text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (anything) => {
        expect(readTrackingToken(SECRET, anything)).toBeNull();
      }),
    );
  });
});
