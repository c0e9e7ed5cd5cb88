/** The credentials of an account, as they are sent in a login. */
export interface Login {
  readonly user: string | null;
  readonly password: string | null;
  readonly access_token?: string | undefined;
}

const MASK = '***';
/** The codes of a reply line stay, whatever the password is: the outcome follows from them. */
const CODES = /^\d{3}(?:[ -]+\d\.\d{1,3}\.\d{1,3}(?!\d))?/;
/** Base64 of either alphabet. */
const ENCODED = /[A-Za-z0-9+/_-]{4,}={0,2}/g;
/** A shorter secret is found in half of all words: it counts only where it stands alone. */
const MIN_PART = 4;

/**
 * The text of a server without user, password and access token, for logs and stored errors: servers echo them, in plain text or in the
 * base64 of AUTH PLAIN, LOGIN, CRAM-MD5 and XOAUTH2.
 */
export function withoutCredentials(text: string, { user, password, access_token }: Login): string {
  const secrets = [password ?? '', access_token ?? '', user ?? ''].filter((secret) => secret !== '');
  if (secrets.length === 0) return text;
  const lines = text.split('\n').map((line) => {
    const codes = CODES.exec(line)?.[0] ?? '';
    return codes + masked(line.slice(codes.length), secrets, user ?? '');
  });
  return lines.join('\n');
}

function masked(text: string, secrets: readonly string[], user: string): string {
  const decoded = text.replaceAll(ENCODED, (token) => (encodes(token, secrets) ? MASK : token));

  return secrets.reduce(
    (masking, secret) =>
      secret === user || secret.length < MIN_PART
        ? masking.replaceAll(standingAlone(secret), MASK)
        : masking.replaceAll(secret, MASK),
    decoded,
  );
}

/** Whether some part of the token decodes to a secret. Base64 that is glued to a word begins at any of four places. */
const encodes = (token: string, secrets: readonly string[]): boolean =>
  [0, 1, 2, 3].some((start) => {
    const decoded = Buffer.from(token.slice(start), 'base64').toString('utf8');
    const parts = decoded.split(/[\0 ]/);
    return secrets.some(
      (secret) => parts.includes(secret) || (secret.length >= MIN_PART && decoded.includes(secret)),
    );
  });

/** A user such as `ann` is not masked within other words. */
const standingAlone = (secret: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])${secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
    'giu',
  );
