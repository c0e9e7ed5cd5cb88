import { Injectable, Logger } from '@nestjs/common';
import type { SmtpCredentials } from '#contracts';
import type { Id } from '#kernel';
import { SecretBox, UnreadableSecret } from '#secrets';
import { requiresTls, type MailServer, type SendingAccount } from '../domain/sending-account.js';
import { secretOwner } from '../persistence/secret-owner.js';
import type { TokenResult } from './fetch-access-token.js';
import { GetAccessTokens } from './get-access-tokens.js';

type Protocol = 'smtp' | 'imap';
export type ServerLogin = SmtpCredentials['smtp'];

interface Ask {
  readonly protocol: Protocol;
  readonly renew: boolean | undefined;
}

export interface LoginOfAccount {
  readonly account: SendingAccount;
  readonly login: ServerLogin;
}

/** The servers of accounts with their logins in plain text: the password, or an access token. */
@Injectable()
export class ServerLogins {
  private readonly logger = new Logger(ServerLogins.name);

  constructor(
    private readonly accessTokens: GetAccessTokens,
    private readonly secrets: SecretBox,
  ) {}

  /** `unreadable`: no key opens their secret. They are named, so that the other accounts of the request are answered. */
  async of(accounts: readonly SendingAccount[], { protocol, renew = false }: Ask) {
    const tokens = await this.accessTokens.of(accounts, { renew });
    const found: LoginOfAccount[] = [];
    const unreadable: Id<'ea'>[] = [];
    for (const account of accounts) {
      const server = account[protocol];
      if (server === null) continue;
      const login = this.loginOf(account, { server, protocol, token: tokens.get(account.id) });
      if (login === 'unreadable') unreadable.push(account.id);
      else found.push({ account, login });
    }
    return { found, unreadable };
  }

  private loginOf(
    { id, email }: SendingAccount,
    at: { readonly server: MailServer; readonly protocol: Protocol; readonly token: TokenResult | undefined },
  ): ServerLogin | 'unreadable' {
    const { protocol, token } = at;
    if (token === 'unreadable') return token;
    const { encrypted_password, ...server } = at.server;
    const require_tls = requiresTls(at.server, token !== undefined);
    if (token !== undefined) {
      return { ...server, require_tls, user: server.user ?? email, password: null, ...token };
    }
    const password = encrypted_password === null ? null : this.opened(encrypted_password, id, protocol);
    return password === undefined ? 'unreadable' : { ...server, require_tls, password };
  }

  private opened(encrypted: string, id: Id<'ea'>, protocol: Protocol): string | undefined {
    try {
      return this.secrets.decrypt(encrypted, secretOwner(id, protocol));
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      this.logger.error(error.message);
      return undefined;
    }
  }
}
