import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { ContactView, pageOf, PublicEvent, type WorkspaceId } from '#contracts';
import { uuidOf } from '#kernel';
import { ended, EventClient, eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import { createContacts, createWorkspace } from '../support/campaign-fixtures.js';
import { Follower, keyOf, listedAfter, newestEvent, type Visit } from '../support/event-stories.js';
import { compile } from '../support/generated-clients.js';
import { useSystem } from '../support/use-system.js';

const EXAMPLES = fileURLToPath(new URL('../../docs/examples/', import.meta.url));

const system = useSystem({ replicas: 2 });

/** A workspace with one event, and that event. */
async function begun(): Promise<{ rest: RestClient; first: PublicEvent }> {
  const rest = await createWorkspace(system.baseUrl);
  await createContacts(rest, 1);
  return { rest, first: await newestEvent(rest) };
}

const newContact = (rest: RestClient): Promise<ContactView> =>
  rest.post(ContactView, 'contacts/', { email: `${crypto.randomUUID()}@example.com` });

/** The connections that follow the events of a workspace. */
async function connectionsOf(workspaceId: WorkspaceId): Promise<string[]> {
  const client = new Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    const sql = 'select id from gateway.event_stream where workspace_id = $1';
    return (await client.query<{ id: string }>(sql, [uuidOf(workspaceId)])).rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

/** The event about a contact, once it is listed. */
const eventAbout = (rest: RestClient, contactId: string): Promise<PublicEvent> =>
  eventually(async () => {
    const { results } = await rest.get(pageOf(PublicEvent), 'events/?page_size=500');
    const found = results.find(({ data }) => JSON.stringify(data).includes(contactId));
    if (found === undefined) throw new Error('not stored yet');
    return found;
  });

const visits: fc.Arbitrary<Visit[]> = fc.array(
  fc.record({ contacts: fc.nat(8), cutAfter: fc.nat(8), replica: fc.nat(1) }),
  { minLength: 1, maxLength: 6 },
);

describe('a client that is cut off again and again', () => {
  it('has every event once and in the order of the list, at whatever replica it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(visits, async (all) => {
        const { rest, first } = await begun();
        const follower = new Follower(system.baseUrls, rest, first.id);
        for (const visit of all) await follower.visit(visit);
        const { id } = await eventAbout(rest, (await newContact(rest)).id);
        await follower.catchUpWith(id);
        expect(follower.ids).toEqual((await listedAfter(rest, first.id)).map((event) => event.id));
        expect(follower.ids.length).toBeGreaterThan(0);
      }),
      { numRuns: 12 },
    );
  });
});

describe('the events of a workspace', () => {
  it('are seen by nobody else, neither in a stream nor in the list nor after an id of theirs', async () => {
    const [{ rest, first }, stranger] = await Promise.all([begun(), begun()]);
    const client = await EventClient.open(system.baseUrl, { key: keyOf(stranger.rest) });
    await newContact(rest);
    const { id } = await eventAbout(stranger.rest, (await newContact(stranger.rest)).id);
    await eventually(() => expect(client.ids).toEqual([id]));
    client.close();

    for (const path of [`events/?after=${first.id}`, `events/stream/?last_event_id=${first.id}`]) {
      const answer = await call(stranger.rest, 'GET', path);
      expect(answer).toMatchObject({ status: 400, body: { code: 'event_expired' } });
    }
    const seen = await stranger.rest.get(pageOf(PublicEvent), 'events/');
    expect(seen.results.map(({ workspace_id }) => workspace_id)).not.toContain(first.workspace_id);
  });

  it('are listed newest first in pages that stay as they are while events come', async () => {
    const { rest } = await begun();
    // One after another: the list is in the order in which events were stored.
    for (let index = 0; index < 10; index += 1) await eventAbout(rest, (await newContact(rest)).id);
    const all = await rest.get(pageOf(PublicEvent), 'events/');
    expect(all.results.length).toBe(11);
    expect(all.results.map(({ created_at }) => created_at)).toEqual(
      all.results
        .map(({ created_at }) => created_at)
        .toSorted()
        .toReversed(),
    );
    const paged: PublicEvent[] = [];
    let cursor = '';
    do {
      const page = await rest.get(pageOf(PublicEvent), `events/?page_size=3${cursor}`);
      paged.push(...page.results);
      await eventAbout(rest, (await newContact(rest)).id);
      cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor !== '');
    expect(paged).toEqual(all.results);
  });
});

describe('the examples that follow events', () => {
  let started: ChildProcess | undefined;
  let folder: string | undefined;
  afterEach(async () => {
    started?.kill();
    if (started !== undefined) await ended(started);
    if (folder !== undefined) await rm(folder, { recursive: true });
    started = folder = undefined;
  });

  const LANGUAGES = [
    { name: 'curl', prepare: async () => ['bash', `${EXAMPLES}curl/follow_events.sh`] },
    {
      name: 'TypeScript',
      prepare: async (into: string) => {
        const source = `${EXAMPLES}typescript/follow-events.ts`;
        expect(await compile(into, ['--outDir', into, source])).toEqual([]);
        return [process.execPath, join(into, 'follow-events.js')];
      },
    },
  ];

  it.each(LANGUAGES)('in $name print each one, also over an end of the connection', async ({ prepare }) => {
    const { rest, first } = await begun();
    folder = await mkdtemp(join(tmpdir(), 'nimbus-examples-'));
    const [command = '', ...args] = await prepare(folder);
    const env = {
      PATH: process.env['PATH'],
      NIMBUS_URL: system.baseUrl,
      NIMBUS_KEY: keyOf(rest),
      TYPES: 'contact.created',
    };
    started = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const printed: PublicEvent['id'][] = [];
    const output = started.stdout;
    if (output === null) throw new Error('no output');
    createInterface({ input: output }).on('line', (line) =>
      printed.push(PublicEvent.parse(JSON.parse(line)).id),
    );

    const shown = async (): Promise<void> => {
      const { id } = await eventAbout(rest, (await newContact(rest)).id);
      await eventually(() => expect(printed).toContain(id));
    };
    await eventually(async () => {
      await newContact(rest);
      expect(printed.length).toBeGreaterThan(0);
    });
    const before = await connectionsOf(first.workspace_id);
    system.clock.advance(3_600_000); // every connection ends
    const between = await newContact(rest);
    await eventually(async () => {
      const after = await connectionsOf(first.workspace_id);
      expect(after).toHaveLength(1);
      expect(after).not.toEqual(before);
    });
    await eventAbout(rest, between.id);
    await shown();
    const listed = (await listedAfter(rest, first.id)).map(({ id }) => id);
    expect(printed).toEqual(listed.slice(listed.findIndex((id) => id === printed[0])));
  });
});
