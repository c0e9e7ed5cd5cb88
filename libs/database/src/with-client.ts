import { Client, type ClientConfig } from 'pg';
import { schemaOf } from './service-database.js';

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

/** The same in the schema of a service, for tools of the operator. */
export const withServiceClient = <T>(
  { url, service, tool }: { readonly url: string; readonly service: string; readonly tool: string },
  use: (client: Client) => Promise<T>,
): Promise<T> =>
  withClient(
    { connectionString: url, application_name: tool, options: `-c search_path=${schemaOf(service)}` },
    use,
  );
