import { validationError } from '#kernel';
import { requiresTls, type MailServer, type SendingAccount } from './sending-account.js';

/** Everything that a login needs. A password that is given again is a change, also where it is the same. */
const loginOf = ({ smtp, imap, oauth }: SendingAccount): string => JSON.stringify([smtp, imap, oauth]);

/**
 * The account after a change, before its version is raised. Another login brings an account back that a server refused:
 * the server refuses again where the login is still wrong. A paused account stays paused.
 */
export function withLogin(before: SendingAccount, after: SendingAccount): SendingAccount {
  if (loginOf(before) === loginOf(after)) return after;
  const changed = { ...after, login_version: before.version + 1 };
  if (before.status !== 'error') return changed;
  return { ...changed, status: 'active', status_reason: null, refused_by: null };
}

/**
 * An access token is sent to the servers of its account. A caller could have it sent to a server of his own, and read the
 * mailbox with it: so another server needs the refresh token again.
 * @throws DomainError `validation_error`
 */
export function assertTokenStays(before: SendingAccount, after: SendingAccount): void {
  const { oauth } = before;
  if (oauth === null || oauth.encrypted_refresh_token !== after.oauth?.encrypted_refresh_token) return;
  const [smtp, imap] = [wayOf(after.smtp), wayOf(after.imap)];
  if (smtp === wayOf(before.smtp) && (after.imap === null || imap === wayOf(before.imap))) return;

  throw validationError([
    {
      field: 'oauth.refresh_token',
      code: 'required',
      message:
        'must come with another host, port, user or TLS setting: access tokens go only to the servers they were meant for',
    },
  ]);
}

/** To whom, as whom and how readable on the way an access token is sent. */
const wayOf = (server: MailServer | null): string =>
  JSON.stringify(server && [server.host, server.port, server.user, server.secure, requiresTls(server, true)]);
