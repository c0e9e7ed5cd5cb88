import { describe, expect, it } from '@jest/globals';
import { correlationHeaders, currentCorrelation, withCorrelation } from './correlation.js';
import { childTraceparent, parseTraceparent } from './traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-00`;

describe('a traceparent', () => {
  it('is read when it is one, also of a later version', () => {
    const context = { traceId: TRACE, spanId: 'b7ad6b7169203331', flags: '00' };
    expect(parseTraceparent(PARENT)).toEqual(context);
    expect(parseTraceparent(`01${PARENT.slice(2)}-more`)).toEqual(context);
  });

  it.each([
    '',
    'nonsense',
    `ff-${TRACE}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-b7ad6b7169203331-01`,
  ])('is not taken from %p', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('of a child stays in the trace, keeps the flags, and has a span of its own', () => {
    const child = parseTraceparent(childTraceparent(PARENT));
    expect(child).toMatchObject({ traceId: TRACE, flags: '00' });
    expect(child?.spanId).not.toBe('b7ad6b7169203331');
  });

  it('is made when there was none', () => {
    expect(parseTraceparent(childTraceparent(undefined))).toBeDefined();
    expect(childTraceparent('nonsense')).not.toBe(childTraceparent('nonsense'));
  });
});

describe('the correlation', () => {
  it('follows the work through awaits, and only that work', async () => {
    const seen = await Promise.all(
      ['a', 'b'].map((requestId) =>
        withCorrelation({ requestId, traceparent: PARENT }, async () => {
          await Promise.resolve();
          return currentCorrelation()?.requestId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b']);
    expect(currentCorrelation()).toBeUndefined();
    expect(correlationHeaders()).toEqual({});
  });

  it('is made where the caller sent none', () => {
    withCorrelation({}, () => {
      expect(currentCorrelation()).toEqual({
        requestId: expect.any(String),
        traceparent: expect.any(String),
      });
    });
  });
});
