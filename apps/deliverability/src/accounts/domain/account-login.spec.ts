import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import { assertTokenStays, withLogin } from './account-login.js';
import type { OAuthLogin } from './oauth.js';
import type { MailServer, SendingAccount } from './sending-account.js';

const NOW = new Date('2026-05-04T12:00:00Z');

const server = fc.record<MailServer>({
  host: fc.constantFrom('mail.example', 'thief.example'),
  port: fc.constantFrom(587, 993),
  secure: fc.boolean(),
  require_tls: fc.constantFrom(null, true, false),
  user: fc.constantFrom(null, 'ada'),
  encrypted_password: fc.constantFrom(null, 'x', 'y'),
});
const oauth = fc.record<OAuthLogin>({
  client_id: fc.constantFrom('a', 'b'),
  encrypted_client_secret: fc.constantFrom(null, 'c'),
  encrypted_refresh_token: fc.constantFrom('r', 's'),
  token_url: fc.constant('https://login.example/token'),
  scope: fc.constant(null),
});
const logins = fc.record({
  smtp: server,
  imap: fc.option(server),
  oauth: fc.option(oauth),
});
type Logins = Pick<SendingAccount, 'smtp' | 'imap' | 'oauth'>;

const accountWith = (login: Logins, status: SendingAccount['status'] = 'active'): SendingAccount => ({
  ...login,
  id: newId('ea'),
  workspace_id: newId('ws'),
  version: 4,
  email: 'ada@sender.example',
  display_name: '',
  provider: 'smtp',
  status,
  status_reason: status === 'error' ? 'refused' : null,
  refused_by: status === 'error' ? 'imap' : null,
  login_version: 2,
  ramp_limit: null,
  watch_since: null,
  tolerated_failures: null,
  dkim_selectors: null,
  daily_send_limit: 40,
  time_zone: 'UTC',
  warmup_started_at: null,
  cumulative_sends: 0,
  reputation: null,
  imported_started_at: null,
  imported_sends: 0,
  start_reputation: null,
  reputation_reported_at: null,
  spf: 'pass',
  dkim: 'pass',
  dmarc: 'pass',
  health_score: 90,
  scored_at: NOW,
  rests_until: null,
  rest_reason: null,
  warms_up: null,
  created_at: NOW,
  updated_at: NOW,
  deleted_at: null,
});

const isRefused = (before: SendingAccount, after: SendingAccount): boolean => {
  try {
    assertTokenStays(before, after);
    return false;
  } catch {
    return true;
  }
};

/** To whom, as whom and over which connection an access token would be sent. */
const places = ({ smtp, imap }: Logins): string[] =>
  [smtp, imap].flatMap((each, at) =>
    each === null
      ? []
      : [JSON.stringify([at, each.host, each.port, each.user, each.secure, each.require_tls ?? true])],
  );

describe('a changed account', () => {
  it('sends access tokens of the same refresh token to no place where it did not before', () => {
    fc.assert(
      fc.property(logins, logins, (before, after) => {
        const [old, changed] = [accountWith(before), accountWith(after)];
        const isKept =
          before.oauth !== null &&
          before.oauth.encrypted_refresh_token === after.oauth?.encrypted_refresh_token;
        const isMoved = places(after).some((place) => !places(before).includes(place));
        expect(isRefused(old, changed)).toBe(isKept && isMoved);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is in service again exactly where it had an error and has another login', () => {
    const statuses = fc.constantFrom<SendingAccount['status'][]>('active', 'paused', 'disconnected', 'error');
    fc.assert(
      fc.property(logins, fc.option(logins), statuses, (before, after, status) => {
        const old = accountWith(before, status);
        const next = withLogin(old, { ...old, ...after });
        const isChanged = after !== null && JSON.stringify(after) !== JSON.stringify(before);
        const recovers = isChanged && status === 'error';
        expect(next).toMatchObject({
          status: recovers ? 'active' : status,
          status_reason: recovers ? null : old.status_reason,
          login_version: isChanged ? 5 : 2,
        });
      }),
    );
  });
});
