import { Injectable } from '@nestjs/common';
import type { SendingAccountChanges } from '#contracts';
import { validationError, type Id } from '#kernel';
import { destinationOf, HostRefused, Outbound } from '#outbound';
import { SecretBox } from '#secrets';
import type { OAuthChanges } from '../domain/oauth.js';
import { secretOwner } from '../persistence/secret-owner.js';

type OAuthInput = NonNullable<SendingAccountChanges['oauth']>;
type ServerInput = NonNullable<SendingAccountChanges['smtp']>;

/** Turns the secrets of an input into those that are stored. An absent one stays absent. */
@Injectable()
export class EncryptLogin {
  constructor(
    private readonly secrets: SecretBox,
    private readonly outbound: Outbound,
  ) {}

  server(id: Id<'ea'>, protocol: 'smtp' | 'imap', { password, ...server }: ServerInput) {
    if (password === undefined) return server;
    const encrypted = password === null ? null : this.secrets.encrypt(password, secretOwner(id, protocol));
    return { ...server, encrypted_password: encrypted };
  }

  /** @throws DomainError `validation_error` when the token endpoint is a place that may not be called */
  oauth(id: Id<'ea'>, { client_secret, refresh_token, ...open }: OAuthInput): OAuthChanges {
    if (open.token_url !== undefined) this.assertCallable(open.token_url);
    const encrypted = (secret: string | undefined, kind: 'client_secret' | 'refresh_token') =>
      secret === undefined ? undefined : this.secrets.encrypt(secret, secretOwner(id, kind));
    return {
      ...open,
      encrypted_client_secret: encrypted(client_secret, 'client_secret'),
      encrypted_refresh_token: encrypted(refresh_token, 'refresh_token'),
    };
  }

  private assertCallable(url: string): void {
    try {
      this.outbound.assertNamed(destinationOf(url, 'https'));
    } catch (error) {
      if (!(error instanceof HostRefused)) throw error;
      throw validationError([
        { field: 'oauth.token_url', code: 'invalid_value', message: `cannot be called: ${error.message}` },
      ]);
    }
  }
}
