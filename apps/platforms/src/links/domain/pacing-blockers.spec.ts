import { describe, expect, it } from '@jest/globals';
import { aLink } from '../../../test/link-fixtures.js';
import type { Link } from './link.js';
import { pacingBlockers, type ConnectionNow } from './pacing-blockers.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const WORKING: ConnectionNow = { status: 'working', reason: null, blockedUntil: null };
const MESSAGE = 'the connection to the platform is broken: the platform answered 401';

const codesOf = (link: Link, connection: ConnectionNow | undefined): string[] =>
  pacingBlockers(link, connection, NOW).map(({ code }) => code);

describe('a pacing report', () => {
  it('names the broken connection, also where it broke before the campaign needed it', () => {
    const broken = { ...WORKING, status: 'broken' as const };
    const error = { code: 'platform_connection_broken' as const, message: MESSAGE };
    expect(codesOf(aLink(), broken)).toContain('platform_connection_broken');
    expect(pacingBlockers(aLink({ error }), undefined, NOW)).toContainEqual(error);
  });

  it('names no connection that works, or that nobody has made', () => {
    const error = { code: 'platform_not_connected' as const, message: 'the platform is not connected' };
    expect(codesOf(aLink(), WORKING)).toEqual(['platform_not_confirmed']);
    expect(codesOf(aLink({ error }), undefined)).toEqual(['platform_not_confirmed']);
  });

  it('tells until when the platform takes no requests', () => {
    const blockedUntil = new Date(NOW.getTime() + 1);
    const blockers = pacingBlockers(aLink(), { ...WORKING, blockedUntil }, NOW);
    expect(blockers[0]).toMatchObject({ code: 'platform_rate_limited', until: blockedUntil.toISOString() });
    expect(codesOf(aLink(), { ...WORKING, blockedUntil: NOW })).toEqual(['platform_not_confirmed']);
  });
});
