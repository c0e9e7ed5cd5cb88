import { validationError } from '#kernel';
import type { MailServer } from './sending-account.js';

/** An undefined or absent part stays as it is. */
type ServerChanges = { readonly [Part in keyof MailServer]?: MailServer[Part] | undefined };

const NO_SERVER = { secure: true, user: null, encrypted_password: null } as const;

/** @throws DomainError `validation_error` when a part is missing, or when a new host would get a stored password. */
export function changedServer(
  protocol: 'smtp' | 'imap',
  current: MailServer | null,
  changes: ServerChanges,
): MailServer {
  const { host = current?.host, port = current?.port } = changes;
  if (host === undefined || port === undefined) throw partMissing(protocol, { host, port });
  if (current !== null && host !== current.host) requirePassword(protocol, current, changes);

  const known = current ?? NO_SERVER;
  return {
    host,
    port,
    secure: changedOr(known.secure, changes.secure),
    user: changedOr(known.user, changes.user),
    encrypted_password: changedOr(known.encrypted_password, changes.encrypted_password),
  };
}

const changedOr = <Value>(known: Value, changed: Value | undefined): Value =>
  changed === undefined ? known : changed;

/** Otherwise a caller could have a password that he cannot read sent to a server of his own. */
function requirePassword(protocol: string, current: MailServer, { encrypted_password }: ServerChanges): void {
  if (encrypted_password !== undefined || current.encrypted_password === null) return;

  throw validationError([
    {
      field: `${protocol}.password`,
      code: 'required',
      message: 'must come with a new host: it is not handed to another server',
    },
  ]);
}

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
