import { validationError } from '#kernel';
import { requiresTls, type MailServer } from './sending-account.js';

/** An undefined or absent part stays as it is. */
type ServerChanges = { readonly [Part in keyof MailServer]?: MailServer[Part] | undefined };

const NO_SERVER = { secure: true, require_tls: null, user: null, encrypted_password: null } as const;

/** @throws DomainError `validation_error` when a part is missing, or when a stored password would be sent to a new place. */
export function changedServer(
  protocol: 'smtp' | 'imap',
  current: MailServer | null,
  changes: ServerChanges,
): MailServer {
  const { host = current?.host, port = current?.port } = changes;
  if (host === undefined || port === undefined) throw partMissing(protocol, { host, port });
  const changed = merged({ ...NO_SERVER, ...current, host, port }, changes);
  if (current !== null && changes.encrypted_password === undefined) {
    requireSameWay(protocol, current, changed);
  }
  return changed;
}

/** Otherwise a caller could have a password that he cannot read sent to a server of his own. */
function requireSameWay(protocol: string, current: MailServer, changed: MailServer): void {
  if (current.encrypted_password === null || wayOf(changed) === wayOf(current)) return;

  throw validationError([
    {
      field: `${protocol}.password`,
      code: 'required',
      message:
        'must come with another host, port, user or TLS setting: a stored password goes only where it was given for',
    },
  ]);
}

const merged = (known: MailServer, changes: ServerChanges): MailServer => ({
  ...known,
  secure: changedOr(known.secure, changes.secure),
  require_tls: changedOr(known.require_tls, changes.require_tls),
  user: changedOr(known.user, changes.user),
  encrypted_password: changedOr(known.encrypted_password, changes.encrypted_password),
});

/** To whom, as whom and how readable on the way a password is sent. */
const wayOf = (server: MailServer): string =>
  JSON.stringify([server.host, server.port, server.user, server.secure, requiresTls(server, false)]);

const changedOr = <Value>(known: Value, changed: Value | undefined): Value =>
  changed === undefined ? known : changed;

const partMissing = (protocol: string, given: Pick<ServerChanges, 'host' | 'port'>) =>
  validationError(
    (['host', 'port'] as const)
      .filter((part) => given[part] === undefined)
      .map((part) => ({
        field: `${protocol}.${part}`,
        code: 'required',
        message: `is needed: the account has no ${protocol.toUpperCase()} server yet`,
      })),
  );
