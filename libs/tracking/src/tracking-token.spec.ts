import { describe, expect, it } from '@jest/globals';
import { idOf } from '#kernel';
import * as fc from 'fast-check';
import { readTrackingToken, signTrackingToken, type TrackedMessage } from './tracking-token.js';

const SECRET = 'a secret of the tests';

const uuid = fc.uuid();
const trackedMessage: fc.Arbitrary<TrackedMessage> = fc.record({
  workspace_id: uuid.map((each) => idOf('ws', each)),
  send_id: uuid.map((each) => idOf('send', each)),
  campaign_id: uuid.map((each) => idOf('camp', each)),
  enrollment_id: uuid.map((each) => idOf('enr', each)),
  contact_id: uuid.map((each) => idOf('cont', each)),
  step_id: uuid.map((each) => idOf('step', each)),
  step_number: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

describe('a tracking token', () => {
  it('gives back the message it was made for', () => {
    fc.assert(
      fc.property(trackedMessage, (message) => {
        expect(readTrackingToken(SECRET, signTrackingToken(SECRET, message))).toEqual(message);
      }),
    );
  });

  it('is refused when any bit of it was flipped', () => {
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

  it('is null for whatever else somebody sends, and never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (anything) => {
        expect(readTrackingToken(SECRET, anything)).toBeNull();
      }),
    );
  });
});
