import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionTest, SmtpCredentials } from '#contracts';
import { HostRefused, type Outbound } from '#outbound';
import { outcomeOf } from '../../domain/outcome.js';
import { isTlsFailure, smtpResultOf } from './smtp-error.js';
import { SmtpSession, type SmtpTimeouts } from './smtp-session.js';

const TIMEOUTS: SmtpTimeouts = { connectionMs: 8_000, greetingMs: 8_000, socketMs: 8_000 };
/** For all steps together: a server that is slow at each could take longer than the requester waits. */
const DEADLINE_MS = 10_000;

/**
 * One answer for a closed port, for silence and for a service that is none of mail: more would tell callers what
 * listens where.
 */
const NO_SERVER: ConnectionTest = {
  ok: false,
  code: 'connection_failed',
  message: 'no mail server answered there in time',
};
const NO_TLS: ConnectionTest = {
  ok: false,
  code: 'tls_failed',
  message: 'the server offers no TLS with a valid certificate of its name',
};

interface Limits {
  readonly timeouts?: SmtpTimeouts;
  readonly deadlineMs?: number;
}

/** Opens a session and logs in, as a delivery would. A server's reply has the code that it gives a send. */
export async function testConnection(
  credentials: SmtpCredentials,
  outbound: Outbound,
  { timeouts = TIMEOUTS, deadlineMs = DEADLINE_MS }: Limits = {},
): Promise<ConnectionTest> {
  const late = pause(deadlineMs, NO_SERVER, { ref: false });
  return Promise.race([tryOut(credentials, outbound, timeouts), late]);
}

/** Never rejects, so that an attempt that ends after the deadline is harmless; it closes its session all the same. */
async function tryOut(
  credentials: SmtpCredentials,
  outbound: Outbound,
  timeouts: SmtpTimeouts,
): Promise<ConnectionTest> {
  try {
    const session = await SmtpSession.open(credentials, { outbound, timeouts });
    session.close();
    return { ok: true };
  } catch (error) {
    return reportOf(error, credentials);
  }
}

function reportOf(error: unknown, { smtp }: SmtpCredentials): ConnectionTest {
  if (error instanceof HostRefused) return { ok: false, code: error.code, message: error.message };
  if (isTlsFailure(error)) return NO_TLS;
  const result = smtpResultOf(error, { contentSent: false, login: smtp });
  if (result.end === 'broken') return NO_SERVER;
  const outcome = outcomeOf(result, { attempts: 0, now: new Date(0) });
  if (!('refusal' in outcome)) throw error; // no end of a session that failed is without one

  return { ok: false, code: outcome.refusal.code, message: outcome.refusal.message };
}
