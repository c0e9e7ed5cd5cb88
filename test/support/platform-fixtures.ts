import { pageOf, PlatformConnectionView, SendingAccountView } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import type { PlatformServer } from '../platforms/platform-server.js';

const DAY_MS = 86_400_000;

/** Accounts at a platform, enough for the gate by default. */
export function addAccounts(server: PlatformServer, tag: string, count = 20): string[] {
  return Array.from(
    { length: count },
    (_, index) => server.addAccount(`sender-${index}@${tag}.example`).email,
  );
}

/** Connects the workspace, as a person would: where the platform has no API for hooks, the URL is entered by hand. */
export async function connect(rest: RestClient, server: PlatformServer): Promise<PlatformConnectionView> {
  const [api_key] = server.keys;
  const connection = await rest.post(PlatformConnectionView, 'platform-connections/', {
    platform: server.platform,
    credentials: { api_key },
  });
  const { url, registered } = connection.hook;
  if (!registered && url !== null && server.platform === 'reachinbox') server.hookUrls.add(url);
  return connection;
}

/** The sending accounts that came with a connection, in the order of their addresses there. */
export async function accountsOf(rest: RestClient, emails: readonly string[]): Promise<SendingAccountView[]> {
  return eventually(async () => {
    const { results } = await rest.get(pageOf(SendingAccountView), 'sending-accounts/?page_size=200');
    const byEmail = new Map(results.map((account) => [account.email, account]));
    return emails.map((email) => {
      const account = byEmail.get(email);
      if (account === undefined) throw new Error(`${email} is not synced yet`);
      return account;
    });
  });
}

/** Tells since when the accounts warm up, where their platform does not. */
export async function tellWarmup(
  rest: RestClient,
  accounts: readonly SendingAccountView[],
  now: Date,
): Promise<void> {
  const started_at = new Date(now.getTime() - 40 * DAY_MS).toISOString();
  for (const { id } of accounts) {
    await rest.patch(SendingAccountView, `sending-accounts/${id}/`, {
      warmup: { started_at, cumulative_sends: 900 },
    });
  }
}
