import { expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { TimeZone } from '#contracts';
import { useServers } from '#testing';
import { withClient } from './with-client.js';
import { zoneSql } from './zone.sql.js';

const servers = useServers();

const LOCAL_TIMES = `
  select name, moment, to_char(moment at time zone ${zoneSql('name')}, 'YYYY-MM-DD"T"HH24:MI:SS') as local
  from pg_timezone_names
  cross join unnest(array['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z']::timestamptz[]) as moment`;

it('every zone that a customer may name has the same local time in PostgreSQL and in JavaScript', async () => {
  const rows = await withClient({ connectionString: servers.databaseUrl }, async (client) => {
    const result = await client.query<{ name: string; moment: Date; local: string }>(LOCAL_TIMES);
    return result.rows;
  });
  const named = rows.filter(({ name }) => TimeZone.safeParse(name).success);
  const different = named.filter(({ name, moment, local }) => {
    const here = DateTime.fromJSDate(moment, { zone: name });
    return here.toFormat("yyyy-MM-dd'T'HH:mm:ss") !== local;
  });

  expect(different).toEqual([]);
  expect(new Set(named.map(({ name }) => name)).size).toBeGreaterThan(590);
});
