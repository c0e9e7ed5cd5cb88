import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import { SecretBox, UnreadableSecret } from '#secrets';
import { SharedCalls } from '../clients/shared-calls.js';
import { TokenEndpoint, type Grant, type TokenAnswer } from '../clients/token-endpoint.js';
import { refusedByEndpoint, type SendingAccount } from '../domain/sending-account.js';
import { AccessTokens } from '../persistence/access-tokens.js';
import { secretOwner } from '../persistence/secret-owner.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

/** Why there is no token, in words for people; or `unreadable`: no key opens the stored refresh token. */
export type TokenResult = { readonly access_token: string } | { readonly token_error: string } | 'unreadable';

/** A flight that has waited for its turn so long is given up: its claim ends soon, and another process may begin. */
const MAX_WAIT_MS = 40_000;

const BUSY: TokenResult = { token_error: 'too many access tokens are being fetched' };
const CHANGED: TokenResult = {
  token_error: 'the login was changed while its access token was being fetched',
};
const TROUBLE: TokenResult = { token_error: 'the access token could not be fetched' };

/** Fetches the access token of an account that the caller has claimed, stores it, and gives the claim back. */
@Injectable()
export class FetchAccessToken {
  private readonly logger = new Logger(FetchAccessToken.name);
  private readonly calls = new SharedCalls();

  constructor(
    private readonly accounts: SendingAccounts,
    private readonly tokens: AccessTokens,
    private readonly endpoint: TokenEndpoint,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** Never rejects: others wait for the same token. */
  async execute(account: SendingAccount): Promise<TokenResult> {
    const result = await this.attempt(account);
    if (result === 'unreadable' || 'token_error' in result) await this.release(account);
    return result;
  }

  /** A claim that cannot be given back ends by itself. */
  async release(account: SendingAccount): Promise<void> {
    await this.tokens
      .release(account, this.clock.now())
      .catch((error: unknown) => this.logger.warn(`the claim of ${account.id} stays: ${String(error)}`));
  }

  private async attempt(account: SendingAccount): Promise<TokenResult> {
    try {
      return await this.resultOf(account, this.grantOf(account));
    } catch (error) {
      if (error instanceof UnreadableSecret) {
        this.logger.error(error.message);
        return 'unreadable';
      }
      this.logger.error(`the access token of ${account.id} was not fetched`, error);
      return TROUBLE;
    }
  }

  private async resultOf(account: SendingAccount, grant: Grant) {
    const since = this.clock.now().getTime();
    const answer = await this.calls.run(account.workspace_id, async () =>
      this.clock.now().getTime() - since > MAX_WAIT_MS ? null : this.endpoint.ask(grant),
    );
    if (answer === null) return BUSY;
    if (answer.kind === 'granted') return this.store(account, grant, answer);
    if (answer.kind === 'refused') await this.takeOut(account, grant, answer.reason);
    return { token_error: answer.reason };
  }

  private async store(
    account: SendingAccount,
    grant: Grant,
    { accessToken, lifeMs, refreshToken }: Extract<TokenAnswer, { kind: 'granted' }>,
  ) {
    const now = this.clock.now();
    const encrypted = (secret: string, kind: 'access_token' | 'refresh_token') =>
      this.secrets.encrypt(secret, secretOwner(account.id, kind));
    const token = {
      encryptedToken: encrypted(accessToken, 'access_token'),
      expiresAt: new Date(now.getTime() + lifeMs),
      encryptedRefreshToken: refreshToken && encrypted(refreshToken, 'refresh_token'),
    };
    const isCurrent = (current: SendingAccount) => this.hasLogin(current, grant);
    return (await this.tokens.store(account, token, { now, isCurrent }))
      ? { access_token: accessToken }
      : CHANGED;
  }

  private async takeOut({ id, workspace_id }: SendingAccount, grant: Grant, reason: string): Promise<void> {
    await this.accounts.change({ workspace_id, sending_account_id: id }, (current) =>
      this.hasLogin(current, grant) ? refusedByEndpoint(current, reason, this.clock.now()) : current,
    );
  }

  /** Compared in plain text: the stored text changes with the key. */
  private hasLogin(account: SendingAccount, grant: Grant): boolean {
    return account.oauth !== null && JSON.stringify(this.grantOf(account)) === JSON.stringify(grant);
  }

  private grantOf({ id, oauth }: SendingAccount): Grant {
    if (oauth === null) throw new Error(`${id} has no login by OAuth`);
    const { client_id, token_url, scope, encrypted_client_secret, encrypted_refresh_token } = oauth;
    const client_secret =
      encrypted_client_secret &&
      this.secrets.decrypt(encrypted_client_secret, secretOwner(id, 'client_secret'));
    const refresh_token = this.secrets.decrypt(encrypted_refresh_token, secretOwner(id, 'refresh_token'));
    return { client_id, token_url, scope, client_secret, refresh_token };
  }
}
