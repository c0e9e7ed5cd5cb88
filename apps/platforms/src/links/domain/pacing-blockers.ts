import type { Link } from './link.js';

interface Blocker {
  readonly code:
    | 'platform_not_confirmed'
    | 'platform_rate_limited'
    | 'platform_connection_broken'
    | 'platform_paused'
    | 'platform_missing';
  readonly message: string;
  readonly until?: string;
}

/** The bucket and health of the connection, as far as a pacing report needs them. */
export interface ConnectionNow {
  readonly status: 'working' | 'broken';
  readonly reason: string | null;
  /** The platform refuses all requests until then, by its own word. */
  readonly blockedUntil: Date | null;
}

/** Why the platform sends no message of the campaign, or gets no lead of it, now. */
export function pacingBlockers(link: Link, connection: ConnectionNow | undefined, now: Date): Blocker[] {
  return [
    ...connectionBlockers(link, connection, now),
    ...waitingBlockers(link),
    ...(isTold(link) ? [] : [notConfirmed(link)]),
  ];
}

const isTold = ({ wanted, confirmed, waitsFor }: Link): boolean =>
  wanted !== 'active' || confirmed || waitsFor !== null;

function connectionBlockers({ error }: Link, connection: ConnectionNow | undefined, now: Date): Blocker[] {
  // None was chosen yet: it was broken before the campaign needed it. Or it was deleted.
  if (connection === undefined)
    return error?.code === 'platform_connection_broken' ? [{ code: error.code, message: error.message }] : [];
  const { status, reason, blockedUntil } = connection;
  if (status === 'broken')
    return [
      { code: 'platform_connection_broken', message: `the connection is broken: ${reason ?? 'unknown'}` },
    ];
  if (blockedUntil === null || blockedUntil <= now) return [];
  const message = 'the platform takes no more requests for now';
  return [{ code: 'platform_rate_limited', message, until: blockedUntil.toISOString() }];
}

function waitingBlockers({ waitsFor, error }: Link): Blocker[] {
  if (waitsFor === null) return [];
  const code = waitsFor === 'deleted_there' ? 'platform_missing' : 'platform_paused';
  return [{ code, message: error?.message ?? waitsFor }];
}

const notConfirmed = ({ error }: Link): Blocker => ({
  code: 'platform_not_confirmed',
  message: error?.message ?? 'the platform has not confirmed the campaign yet',
});
