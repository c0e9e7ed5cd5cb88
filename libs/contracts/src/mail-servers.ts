import { z } from 'zod';

/** The servers of sending accounts: where they send and where they are read. */

const SECURE = {
  description:
    'True: TLS from the first byte. False: plain at first, upgraded by STARTTLS; see `require_tls`.',
};
const REQUIRE_TLS = {
  description:
    'True: nothing is sent without TLS. False: without STARTTLS, all is sent in plain text, the password too. By default true where there is a password. A certificate is always verified.',
};
const PASSWORD = { description: 'Stored encrypted, never shown again.', writeOnly: true };

/** A line break or a null byte in the words of an SMTP dialogue could end one command and begin another. Spaces stay: a password may have them. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const line = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !CONTROL.test(value), { error: 'must not contain control characters' });

const HOST = { description: 'A name or an address, in no brackets and without a port.' };
const Host = line(253)
  .refine((host) => /^(?:[\p{L}\p{N}._-]+|[\da-f:.]*:[\da-f:.]*:[\da-f:.]*)$/iu.test(host), {
    error: 'must be a host name or an address',
  })
  .meta(HOST);

export const MailServer = z.strictObject({
  host: Host,
  port: z.number().int().min(1).max(65_535),
  secure: z.boolean().default(false).meta(SECURE),
  require_tls: z.boolean().optional().meta(REQUIRE_TLS),
  user: line(254).optional(),
  password: line(1_000).optional().meta(PASSWORD),
});

/** The server at which the replies of a sending account are read. */
export const Imap = z.strictObject({ ...MailServer.shape, secure: z.boolean().default(true).meta(SECURE) });

/**
 * Null takes the user or the password away. Another host, port, user or TLS setting needs the password again, or null for
 * none.
 */
export const MailServerChanges = z
  .strictObject({
    ...MailServer.shape,
    secure: z.boolean().meta(SECURE),
    user: line(254).nullable(),
    password: line(1_000).nullable().meta(PASSWORD),
  })
  .partial();

export const MailServerView = z.object({
  host: z.string(),
  port: z.number().int(),
  secure: z.boolean().meta(SECURE),
  require_tls: z.boolean().optional().meta(REQUIRE_TLS),
  user: z.string().nullable(),
});

/** A user in the address would be shown in the view; a fragment is never sent (RFC 6749, section 3.2, forbids it). */
const isBare = (url: string): boolean => {
  if (!URL.canParse(url)) return true; // reported as no URL
  const { username, password } = new URL(url);
  return username + password === '' && !url.includes('#');
};

/**
 * The login of Gmail and Microsoft 365 (XOAUTH2), for SMTP and IMAP. Access tokens are fetched from `token_url` with the
 * refresh token (RFC 6749, section 6).
 */
export const OAuth = z.strictObject({
  client_id: line(500),
  client_secret: line(1_000).optional().meta(PASSWORD),
  refresh_token: line(4_000).meta(PASSWORD),
  token_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine(isBare, { error: 'must have neither a user nor a fragment' })
    .optional()
    .meta({
      description: 'By default that of the provider; needed for `smtp`.',
    }),
  scope: line(1_000).optional().meta({ description: 'Sent to `token_url` as it is, where it is set.' }),
});
