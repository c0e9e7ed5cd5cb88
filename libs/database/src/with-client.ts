import { Client, type ClientConfig } from 'pg';

/** Opens a connection of its own, outside any pool, and closes it when `use` has ended. Rejects if it broke meanwhile. */
export async function withClient<T>(config: ClientConfig, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config);
  const broken = new Promise<never>((_, reject) => client.once('error', reject));
  broken.catch(() => undefined); // the race below reports it, unless `use` has ended already

  await client.connect();
  try {
    return await Promise.race([use(client), broken]);
  } finally {
    await client.end();
  }
}
