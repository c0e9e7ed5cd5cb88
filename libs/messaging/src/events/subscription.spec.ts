import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEvent } from '#contracts';
import { filterSubject, streamOf } from './subscription.js';

const contract = (type: string) => defineEvent({ type, version: 1, data: z.object({}) });
const subscription = (...types: string[]) => ({ durable: 'tests-listen', contracts: types.map(contract) });

describe('a subscription', () => {
  it('asks for one subject, or for the narrowest wildcard over several', () => {
    expect(filterSubject([contract('email.sent')])).toBe('evt.email.sent.v1');
    expect(filterSubject([contract('email.sent'), contract('email.bounced')])).toBe('evt.email.>');
  });

  it('finds the stream of its events', () => {
    expect(streamOf(subscription('email.sent', 'email.bounced')).name).toBe('EMAIL');
  });

  it.each([[['email.sent', 'campaign.launched']], [['planet.found']], [[]]])(
    'is refused over %p, which no single stream holds',
    (types) => {
      expect(() => streamOf(subscription(...types))).toThrow('exactly one stream');
    },
  );
});
