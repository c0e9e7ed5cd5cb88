import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { SecretBox, UnreadableSecret } from '#secrets';
import type { SendingAccount } from '../domain/sending-account.js';
import { AccessTokens } from '../persistence/access-tokens.js';
import { secretOwner } from '../persistence/secret-owner.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { FetchAccessToken, type TokenResult } from './fetch-access-token.js';

/** A token that is handed out may be used for this long. */
const MIN_LIFE_MS = 60_000;
/** A token that is refused at this age is not to blame: it is the account that is refused. */
const RENEWED_AFTER_MS = 60_000;
/** Less than the requester waits. A token that comes later is found by the next request. */
const DEADLINE_MS = 9_000;
const LOOK_AGAIN_MS = 250;
/** A flight waits for its turn and for its answer; a process that dies holds the account no longer than this. */
const CLAIM_MS = 60_000;

const LATE: TokenResult = { token_error: 'the access token is still being fetched' };
const FAILED_ELSEWHERE: TokenResult = { token_error: 'the access token could not be fetched' };

interface Ask {
  /** Those of before were refused: see `RENEWED_AFTER_MS`. */
  readonly renew: boolean;
}

/** The access tokens of accounts that log in by OAuth: stored ones, or fetched ones. One process fetches for an account. */
@Injectable()
export class GetAccessTokens {
  private readonly flights = new Map<Id<'ea'>, Promise<TokenResult>>();

  constructor(
    private readonly accounts: SendingAccounts,
    private readonly tokens: AccessTokens,
    private readonly fetchAccessToken: FetchAccessToken,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** One result for each account with OAuth, within the deadline. */
  async of(accounts: readonly SendingAccount[], ask: Ask): Promise<Map<Id<'ea'>, TokenResult>> {
    const wanted = accounts.filter(({ oauth, refused_by }) => oauth !== null && refused_by !== 'token');
    const known = new Map([...refusedOnes(accounts), ...(await this.stored(wanted, ask))]);
    const missing = wanted.filter(({ id }) => !known.has(id));
    if (missing.length > 0) await this.add(known, missing, ask);
    return known;
  }

  private async add(
    known: Map<Id<'ea'>, TokenResult>,
    missing: readonly SendingAccount[],
    ask: Ask,
  ): Promise<void> {
    const end = new AbortController();
    const late = pause(DEADLINE_MS, LATE, { ref: false });
    try {
      await this.startFlights(missing, ask);
      const others = missing.filter(({ id }) => !this.flights.has(id));
      const elsewhere = this.fromOthers(others, ask, end.signal);
      const results = missing.map(async ({ id }) => {
        const result = this.flights.get(id) ?? elsewhere.then((found) => found.get(id) ?? FAILED_ELSEWHERE);
        known.set(id, await Promise.race([result, late]));
      });
      await Promise.all(results);
    } finally {
      end.abort();
    }
  }

  /**
   * The accounts and their tokens are read again after the claim: another process may just have ended, and its endpoint
   * may have replaced the refresh token. One that is used twice can end the whole grant.
   */
  private async startFlights(missing: readonly SendingAccount[], ask: Ask): Promise<void> {
    const now = this.clock.now();
    const claimed = await this.tokens.claim(missing, now, new Date(now.getTime() + CLAIM_MS));
    if (claimed.size === 0) return;
    const accounts = (await this.accounts.ofAnyWorkspace([...claimed])).filter(({ oauth }) => oauth !== null);
    const stored = await this.stored(accounts, ask);
    for (const account of accounts) {
      const result = stored.get(account.id);
      const flight = result
        ? this.fetchAccessToken.release(account).then(() => result)
        : this.fetchAccessToken.execute(account);
      this.flights.set(account.id, flight);
      void flight.finally(() => this.flights.delete(account.id));
    }
  }

  /** The tokens that other processes fetch, as soon as they have them all or have failed. */
  private async fromOthers(
    accounts: readonly SendingAccount[],
    ask: Ask,
    end: AbortSignal,
  ): Promise<ReadonlyMap<Id<'ea'>, TokenResult>> {
    let found = new Map<Id<'ea'>, TokenResult>();
    let waiting = accounts;
    while (waiting.length > 0 && !end.aborted) {
      await pause(LOOK_AGAIN_MS, undefined, { ref: false });
      const states = await this.states(waiting, ask);
      found = new Map([...found, ...this.decrypted(states)]);
      waiting = waiting.filter(({ id }) => !found.has(id) && states.get(id)?.isFetched === true);
    }
    return found;
  }

  private async stored(accounts: readonly SendingAccount[], ask: Ask): Promise<Map<Id<'ea'>, TokenResult>> {
    return accounts.length === 0 ? new Map() : this.decrypted(await this.states(accounts, ask));
  }

  private states(accounts: readonly SendingAccount[], { renew }: Ask) {
    const now = this.clock.now();
    return this.tokens.states(
      accounts.map(({ id }) => id),
      {
        now,
        validUntil: new Date(now.getTime() + MIN_LIFE_MS),
        fetchedAfter: new Date(renew ? now.getTime() - RENEWED_AFTER_MS : 0),
      },
    );
  }

  /** A token that no key opens is fetched again. */
  private decrypted(states: Awaited<ReturnType<AccessTokens['states']>>): Map<Id<'ea'>, TokenResult> {
    const found = new Map<Id<'ea'>, TokenResult>();
    for (const [id, { encryptedToken }] of states) {
      const access_token = encryptedToken === null ? undefined : this.opened(id, encryptedToken);
      if (access_token !== undefined) found.set(id, { access_token });
    }
    return found;
  }

  private opened(id: Id<'ea'>, encrypted: string): string | undefined {
    try {
      return this.secrets.decrypt(encrypted, secretOwner(id, 'access_token'));
    } catch (error) {
      if (error instanceof UnreadableSecret) return undefined;
      throw error;
    }
  }
}

/** No other try helps: the account waits for another login, or for somebody who activates it. */
const refusedOnes = (accounts: readonly SendingAccount[]): [Id<'ea'>, TokenResult][] =>
  accounts
    .filter(({ oauth, refused_by }) => oauth !== null && refused_by === 'token')
    .map(({ id, status_reason }) => [id, { token_error: status_reason ?? '' }]);
