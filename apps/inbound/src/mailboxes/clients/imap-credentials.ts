import { Injectable } from '@nestjs/common';
import { GetImapCredentials, type ImapCredentials } from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';

/** `unreadable`: no key decrypts the stored password. */
export type MailboxCredentials = ImapCredentials | 'unreadable';

/** The IMAP logins of accounts. They are secrets: nothing keeps them but the connection that uses them. */
@Injectable()
export class ImapCredentialsClient {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * The logins of the accounts that have one, at most `MAX_CREDENTIALS`. `renew`: the server has refused the access tokens
   * that there are. Rejects with DomainError `unavailable` when the service does not answer.
   */
  async of(
    accounts: readonly Id<'ea'>[],
    { renew }: { readonly renew: boolean },
  ): Promise<Map<Id<'ea'>, MailboxCredentials>> {
    if (accounts.length === 0) return new Map();
    const { results, unreadable } = await this.rpc.request(GetImapCredentials, {
      sending_account_ids: [...accounts],
      renew,
    });
    return new Map<Id<'ea'>, MailboxCredentials>([
      ...unreadable.map((account) => [account, 'unreadable'] as const),
      ...results.map((credentials) => [credentials.sending_account_id, credentials] as const),
    ]);
  }
}
