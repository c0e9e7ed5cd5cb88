import type { Link, LinkChange } from './link.js';

/** A connection that was repaired or made is noticed this late. */
const AGAIN_MS = 60_000;

/** The link whose platform nobody can call. A link that was confirmed stays so: only its look was missed. */
export function unconnected(
  link: Link,
  broken: { readonly reason: string | null } | undefined,
  now: Date,
): LinkChange {
  // Nobody can end a campaign whose connection was deleted.
  const isLost = link.wanted === 'stopped' && broken === undefined;
  const nextAttemptAt = isLost ? null : new Date(now.getTime() + AGAIN_MS);
  if (link.confirmed || link.waitsFor !== null) return { nextAttemptAt };
  if (broken === undefined)
    return {
      nextAttemptAt,
      error: { code: 'platform_not_connected', message: 'the platform is not connected' },
    };
  const message = `the connection to the platform is broken: ${broken.reason ?? 'its credentials were refused'}`;
  return { nextAttemptAt, error: { code: 'platform_connection_broken', message } };
}
