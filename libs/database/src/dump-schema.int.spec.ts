import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { useServers } from '#testing';
import { Foundation1700000000000 } from './foundation-migration.js';
import { dumpSchema, migrateService } from './index.js';

const servers = useServers();

async function migrated(service: string, sql = ''): Promise<string> {
  await migrateService({ url: servers.databaseUrl, service, migrations: [Foundation1700000000000] });
  const client = new Client({ connectionString: servers.databaseUrl });
  await client.connect();
  await client.query(`set search_path to ${service}; ${sql}`);
  await client.end();

  return dumpSchema({ url: servers.databaseUrl, service });
}

describe('the dump of a schema', () => {
  it('is readable, without the name of the schema and without bookkeeping', async () => {
    const dump = await migrated('dumped');

    expect(dump).toBe(`create table outbox (
  "position" bigint not null generated always as identity,
  id uuid not null,
  subject text not null,
  payload text not null,
  headers jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  published_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY ("position"),
  constraint outbox_id_key UNIQUE (id)
);

create table processed_event (
  consumer text not null,
  event_id uuid not null,
  processed_at timestamp with time zone not null default now(),
  constraint processed_event_pkey PRIMARY KEY (consumer, event_id)
);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);
${dump.slice(dump.indexOf('\nCREATE OR REPLACE FUNCTION uuid_v7()'))}`);
  });

  it('is the same for the same migrations, whatever the service is called', async () => {
    expect(await migrated('alpha')).toBe(await migrated('beta'));
  });

  it('has a table without its partitions', async () => {
    const table =
      'create table fact (id int primary key) partition by range (id); create index on fact (id);';
    const part = 'create table fact_1 partition of fact for values from (1) to (2);';

    expect(await migrated('parted', table + part)).toBe(await migrated('whole', table));
  });

  it('shows every kind of drift', async () => {
    const sql = `
      create table parent (id uuid primary key default uuid_v7(), state text not null, constraint known check (state in ('a', 'b')));
      create table child (id int, double int generated always as (id * 2) stored, parent_id uuid references parent on delete cascade);
      create unique index one_active on parent (state) where state = 'a';
      alter table parent enable row level security;
      create policy own on parent using (state = current_setting('app.state', true));
      create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger touching before update on child for each row execute function touch();`;
    const dump = await migrated('drifted', sql);

    for (const line of [
      '  id uuid not null default uuid_v7(),',
      "constraint known CHECK ((state = ANY (ARRAY['a'::text, 'b'::text])))",
      '  double integer generated always as ((id * 2)) stored,',
      'constraint child_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parent(id) ON DELETE CASCADE',
      "CREATE UNIQUE INDEX one_active ON parent USING btree (state) WHERE (state = 'a'::text);",
      'alter table parent enable row level security;',
      "create policy own on parent as permissive for all to public using ((state = current_setting('app.state'::text, true)));",
      'CREATE TRIGGER touching BEFORE UPDATE ON child FOR EACH ROW EXECUTE FUNCTION touch();',
      'CREATE OR REPLACE FUNCTION touch()',
    ]) {
      expect(dump).toContain(line);
    }
    expect(dump).not.toContain('drifted');
  });
});
