import { validationError } from '#kernel';

interface KnownServer {
  /** Null: there is no such server yet. */
  readonly host: string | null;
  readonly hasPassword: boolean;
}

/** Otherwise whoever may write could have a password that he cannot read handed to a server of his own. */
export function requirePasswordForNewServer(
  server: 'smtp' | 'imap',
  known: KnownServer,
  { host, password }: { readonly host?: string | undefined; readonly password?: string | null | undefined },
): void {
  const moves = host !== undefined && host !== known.host;
  if (!moves || password !== undefined || !known.hasPassword) return;

  throw validationError([
    {
      field: `${server}.password`,
      code: 'required',
      message: 'must come with a new host: it is not handed to another server',
    },
  ]);
}

/** An inbox without IMAP gets a whole server, not a part of one. */
export function requireImapServer(
  known: KnownServer,
  given: { readonly host?: string | undefined; readonly port?: number | undefined },
): void {
  if (known.host !== null) return;
  const missing = (['host', 'port'] as const).filter((field) => given[field] === undefined);
  if (missing.length === 0) return;

  throw validationError(
    missing.map((field) => ({
      field: `imap.${field}`,
      code: 'required',
      message: 'is needed: the account has no IMAP server yet',
    })),
  );
}
