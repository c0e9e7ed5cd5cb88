import { describe, expect, it } from '@jest/globals';
import { inTrace, outsideTraces } from '#telemetry';
import { correlationHeaders, currentCorrelation, withCorrelation } from './correlation.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-00`;
const NOTHING = { requestId: undefined, traceparent: undefined };

describe('the correlation', () => {
  it('goes on as the caller sent it where nothing is recorded', () => {
    withCorrelation({ requestId: 'r-1', traceparent: PARENT }, () => {
      expect(correlationHeaders()).toEqual({ 'Nimbus-Request-Id': 'r-1', traceparent: PARENT });
    });
  });

  it('follows the work through awaits, and only that work', async () => {
    const seen = await Promise.all(
      ['a', 'b'].map((requestId) =>
        withCorrelation({ requestId, traceparent: PARENT }, async () => {
          await Promise.resolve();
          return currentCorrelation().requestId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b']);
    expect(currentCorrelation()).toEqual(NOTHING);
    expect(correlationHeaders()).toEqual({});
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `ff-${TRACE}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
  ])('is made where the caller sent none that is sound: %p', (traceparent) => {
    const [first, second] = [0, 1].map(() => withCorrelation({ traceparent }, currentCorrelation));
    expect(first).toEqual({
      requestId: expect.any(String),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    });
    expect(first?.traceparent).not.toBe(second?.traceparent);
    expect(first?.traceparent).not.toContain(TRACE);
  });

  it('has a trace and no request in work that goes on with a stored trace', () => {
    expect(inTrace(PARENT, currentCorrelation)).toEqual({ requestId: undefined, traceparent: PARENT });
    expect(inTrace(null, currentCorrelation)).toEqual(NOTHING);
  });

  it('is none in work on behalf of several requests at once', () => {
    withCorrelation({ traceparent: PARENT }, () => {
      expect(outsideTraces(currentCorrelation)).toEqual(NOTHING);
    });
  });
});
