import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionTest, SmtpCredentials } from '#contracts';
import { outcomeOf } from '../../domain/outcome.js';
import { smtpResultOf } from './smtp-error.js';
import { SmtpSession, type SmtpTimeouts } from './smtp-session.js';

const TIMEOUTS: SmtpTimeouts = { connectionMs: 8_000, greetingMs: 8_000, socketMs: 8_000 };
/** For all steps together: a server that is slow at each could take longer than the requester waits. */
const DEADLINE_MS = 10_000;

/** Opens a session and logs in, as a delivery would. A failure has the codes of a failed send. */
export async function testConnection(
  credentials: SmtpCredentials,
  { timeouts = TIMEOUTS, deadlineMs = DEADLINE_MS } = {},
): Promise<ConnectionTest> {
  const message = `the server did not get to an end within ${deadlineMs / 1_000} s`;
  const late = pause<ConnectionTest>(deadlineMs, { ok: false, code: 'timeout', message }, { ref: false });
  return Promise.race([tryOut(credentials, timeouts), late]);
}

/** Never rejects, so that an attempt that ends after the deadline is harmless; it closes its session all the same. */
async function tryOut(credentials: SmtpCredentials, timeouts: SmtpTimeouts): Promise<ConnectionTest> {
  try {
    const session = await SmtpSession.open(credentials, timeouts);
    session.close();
    return { ok: true };
  } catch (error) {
    const result = smtpResultOf(error, { contentSent: false });
    const outcome = outcomeOf(result, { attempts: 0, now: new Date(0) });
    if (!('refusal' in outcome)) throw error; // no end of a session that failed is without one
    return { ok: false, code: outcome.refusal.code, message: outcome.refusal.message };
  }
}
