import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { eventually, useServers } from '#testing';
import { aMessage, aService, bootService, tell } from '../../test/boot-service.js';
import { MemoryStream } from '../../test/memory-stream.js';
import { Database, republish } from '../index.js';

const servers = useServers();
let stream: MemoryStream;
let app: INestApplicationContext;
let service: string;

beforeEach(async () => {
  stream = new MemoryStream();
  service = await aService(servers.databaseUrl);
  app = await bootService(
    { url: servers.databaseUrl, service, outbox: { pollIntervalMs: 20, cleanUpIntervalMs: 20 } },
    stream,
  );
});

afterEach(() => app.close());

const allPublished = (): Promise<void> =>
  eventually(async () => {
    expect(await app.get(Database).query('select from outbox where published_at is null')).toEqual([]);
  });

async function subjects(): Promise<string[]> {
  const rows = await app
    .get(Database)
    .query<{ subject: string }>('select subject from outbox order by position');
  return rows.map(({ subject }) => subject);
}

describe('the history of the outbox', () => {
  it('forgets what was published long ago, and keeps what was not published at all', async () => {
    stream.accepts = ({ subject }) => subject !== 'stuck';
    await tell(app, ['old', 'recent', 'stuck'].map(aMessage));
    await eventually(() => {
      expect(stream.stored).toHaveLength(2);
    });

    await eventually(async () => {
      await app.get(Database).query(
        `update outbox set created_at = now() - interval '9 days',
           published_at = published_at - case subject when 'old' then interval '8 days' else interval '6 days' end
         where published_at > now() - interval '1 day'`,
      );
      expect(await subjects()).toEqual(['recent', 'stuck']);
    });
  });

  it('forgets many at once, in steps', async () => {
    await app.get(Database).query(
      `insert into outbox (id, subject, payload, published_at)
       select gen_random_uuid(), 'old', '', now() - interval '8 days' from generate_series(1, 12000)`,
    );

    await eventually(async () => {
      expect(await subjects()).toEqual([]);
    });
  });

  it('lets the inbox forget events that cannot come again', async () => {
    await app.get(Database).query(
      `insert into processed_event (consumer, event_id, processed_at) values
         ('a', '00000000-0000-7000-8000-000000000001', now() - interval '15 days'),
         ('a', '00000000-0000-7000-8000-000000000002', now() - interval '13 days')`,
    );

    await eventually(async () => {
      const rows = await app.get(Database).query('select event_id from processed_event');
      expect(rows).toEqual([{ event_id: '00000000-0000-7000-8000-000000000002' }]);
    });
  });

  it('fills a lost stream again: the asked subjects since the asked time, with the same ids and in the same order', async () => {
    const before = [aMessage('evt.order.placed.v1')];
    const after = ['evt.order.paid.v1', 'evt.customer.moved.v1', 'evt.order.sent.v1'].map(aMessage);
    await tell(app, before);
    await allPublished(); // marked too, or the mark would come after the update below
    const [lost] = await app
      .get(Database)
      .query<{ at: Date }>(
        "update outbox set published_at = now() - interval '1 hour' returning now() - interval '1 minute' as at",
      );
    await tell(app, after);
    await allPublished();
    stream.stored.length = 0;

    const again = {
      url: servers.databaseUrl,
      service,
      subjectPrefix: 'evt.order.',
      since: lost?.at ?? new Date(),
    };
    expect(await republish(again)).toBe(2);

    await eventually(() => {
      expect(stream.stored).toEqual([after[0], after[2]]);
    });
  });
});
