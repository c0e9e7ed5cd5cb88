import { validationError } from '#kernel';
import type { MailServer } from './sending-account.js';

interface ServerChanges {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly secure?: boolean | undefined;
  readonly user?: string | null | undefined;
  /** Undefined: the password stays. */
  readonly encrypted_password?: string | null | undefined;
}

const NO_SERVER = { secure: true, user: null, encrypted_password: null } as const;

/** @throws DomainError `validation_error` when a part is missing, or when a new host would get a stored password. */
export function changedServer(
  protocol: 'smtp' | 'imap',
  current: MailServer | null,
  changes: ServerChanges,
): MailServer {
  const { host = current?.host, port = current?.port, secure, user, encrypted_password } = changes;
  if (host === undefined || port === undefined) throw partMissing(protocol, { host, port });

  const known = current ?? NO_SERVER;
  const moves = current !== null && host !== current.host;
  if (moves && encrypted_password === undefined && known.encrypted_password !== null) {
    throw passwordMissing(protocol);
  }
  return {
    host,
    port,
    secure: secure ?? known.secure,
    user: user === undefined ? known.user : user,
    encrypted_password: encrypted_password === undefined ? known.encrypted_password : encrypted_password,
  };
}

/** Otherwise a caller could have a password that he cannot read sent to a server of his own. */
const passwordMissing = (protocol: string) =>
  validationError([
    {
      field: `${protocol}.password`,
      code: 'required',
      message: 'must come with a new host: it is not handed to another server',
    },
  ]);

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
