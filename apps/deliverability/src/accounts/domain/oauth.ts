import { validationError } from '#kernel';

/** The providers whose accounts this installation logs in to. */
export type MailProvider = 'smtp' | 'gmail' | 'microsoft365';

/** The login by access tokens, which are fetched with a refresh token (RFC 6749, section 6). */
export interface OAuthLogin {
  readonly client_id: string;
  readonly encrypted_client_secret: string | null;
  readonly encrypted_refresh_token: string;
  readonly token_url: string;
  readonly scope: string | null;
}

/** An undefined or absent part stays as it is. */
export type OAuthChanges = { readonly [Part in keyof OAuthLogin]?: OAuthLogin[Part] | undefined };

const TOKEN_URLS: Readonly<Record<MailProvider, string | undefined>> = {
  gmail: 'https://oauth2.googleapis.com/token',
  microsoft365: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  smtp: undefined,
};

/**
 * The login after a change. The client secret stays only with the client and the place that it was given for.
 * @throws DomainError `validation_error` when a part is missing, or when the stored refresh token would be sent to a new place
 */
export function changedOAuth(
  current: OAuthLogin | null,
  changes: OAuthChanges,
  provider: MailProvider,
): OAuthLogin {
  const { client_id, token_url } = placeAfter(current, changes, provider);
  const moves = current !== null && (client_id !== current.client_id || token_url !== current.token_url);
  const kept = moves ? null : current;
  const refresh_token = changes.encrypted_refresh_token ?? kept?.encrypted_refresh_token;
  if (client_id === undefined || token_url === undefined || refresh_token === undefined) {
    throw partMissing({ client_id, refresh_token, token_url }, moves);
  }
  return {
    client_id,
    token_url,
    encrypted_refresh_token: refresh_token,
    encrypted_client_secret: secretAfter(kept, changes),
    scope: scopeAfter(current, changes),
  };
}

/** To whom, and as whom, the refresh token is sent. */
const placeAfter = (current: OAuthLogin | null, changes: OAuthChanges, provider: MailProvider) => ({
  client_id: changes.client_id ?? current?.client_id,
  token_url: changes.token_url ?? current?.token_url ?? TOKEN_URLS[provider],
});

const secretAfter = (kept: OAuthLogin | null, { encrypted_client_secret }: OAuthChanges): string | null =>
  encrypted_client_secret ?? kept?.encrypted_client_secret ?? null;

const scopeAfter = (current: OAuthLogin | null, { scope }: OAuthChanges): string | null =>
  scope ?? current?.scope ?? null;

const MISSING = {
  client_id: 'is needed: the account has no login by OAuth yet',
  refresh_token: 'is needed: the account has no login by OAuth yet',
  token_url: 'is needed: the provider smtp has no default',
};
const MOVED =
  'must come with another client_id or token_url: a stored refresh token goes only where it was given for';

function partMissing(parts: Readonly<Record<keyof typeof MISSING, string | undefined>>, moves: boolean) {
  const missing = (['client_id', 'refresh_token', 'token_url'] as const).filter(
    (part) => parts[part] === undefined,
  );
  return validationError(
    missing.map((part) => ({
      field: `oauth.${part}`,
      code: 'required',
      message: moves && part === 'refresh_token' ? MOVED : MISSING[part],
    })),
  );
}
