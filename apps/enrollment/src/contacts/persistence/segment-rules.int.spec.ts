import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { SqlParams, withClient } from '#database';
import { useServers } from '#testing';
import { ruleSql } from './segment-rules.sql.js';

const servers = useServers();

it('a rule about numbers passes over digits of other scripts, whatever the locale of the database', async () => {
  const name = `icu_${randomUUID().replaceAll('-', '')}`;
  const other = new URL(servers.databaseUrl);
  other.pathname = name;
  const params = new SqlParams();
  const rule = { field: 'custom_fields.n', operator: 'greater_than', value: -100 } as const;
  const condition = ruleSql(rule, params);
  const contacts = ['5', ' 6 ', '-7.5', '٣', '\u20035', '5\u00A0', 'x', ''].map((n) => ({ n }));
  const sql = `
    select c.custom_fields ->> 'n' as n
    from jsonb_array_elements(${params.bind(JSON.stringify(contacts), 'jsonb')}) as c (custom_fields)
    where ${condition}`;

  await withClient({ connectionString: servers.databaseUrl }, async (admin) => {
    await admin.query(`create database ${name} template template0 locale_provider icu icu_locale 'und'`);
    try {
      await withClient({ connectionString: other.href }, async (client) => {
        expect((await client.query(sql, [...params.values])).rows).toEqual(
          ['5', ' 6 ', '-7.5'].map((n) => ({ n })),
        );
      });
    } finally {
      await admin.query(`drop database ${name} with (force)`);
    }
  });
});
