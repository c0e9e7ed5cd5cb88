import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Client } from 'pg';
import { tablesWith } from './tables-with.js';

/** The tables that have one of the texts, as it is or as the bytes of a column. The user may read all. */
export async function tablesWithAny(databaseUrl: string, texts: readonly string[]): Promise<string[]> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const found: string[] = [];
    for (const text of texts) {
      found.push(...(await tablesWith(database, text)));
      found.push(...(await tablesWith(database, Buffer.from(text).toString('hex'))));
    }
    return found;
  } finally {
    await database.end();
  }
}

/** The streams that have one of the texts in a message. The user may read all. */
export async function streamsWithAny(natsUrl: string, texts: readonly string[]): Promise<string[]> {
  const { host, username, password } = new URL(natsUrl);
  const connection = await connect({ servers: host, user: username, pass: password });
  try {
    const manager = await jetstreamManager(connection);
    const found: string[] = [];
    for await (const { config } of manager.streams.list()) {
      for await (const message of messagesOf(manager, config.name)) {
        if (texts.some((text) => message.includes(text))) found.push(config.name);
      }
    }
    return found;
  } finally {
    await connection.close();
  }
}

/** Subject, headers and body of each. */
async function* messagesOf(manager: JetStreamManager, stream: string): AsyncGenerator<string> {
  const { state } = await manager.streams.info(stream);
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    const message = await manager.streams.getMessage(stream, { seq });
    if (message !== null) yield [message.subject, [...message.header].join(), message.string()].join();
  }
}
