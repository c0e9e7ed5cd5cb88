import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { uuidOf } from '#kernel';
import { eventually } from '#testing';
import { toolOn } from '../../apps/nimbus/test/run-nimbus.js';
import { createWorkspace } from '../support/campaign-fixtures.js';
import { seedOneOfEach } from '../support/seed-one-of-each.js';
import { tablesWith } from '../support/tables-with.js';
import { useSystem } from '../support/use-system.js';

/** Tables that may go on naming an erased person, and why. */
const FORGET_BY_AGE: Readonly<Record<string, string>> = {
  outbox: 'seven days',
  answered_command: '15 days',
};
/** Tables that keep the id, which then leads to nobody. */
const KEEP_THE_ID: Readonly<Record<string, string>> = {
  ...FORGET_BY_AGE,
  audit_event: 'who did what',
  campaign_replica: 'the place of a scan of contacts',
  contact_fact: 'figures',
  deleted_contact: 'mails that come late are not stored',
  email_fact: 'figures',
  job_part: 'the file of a job, gone with it',
  reply: 'figures of analytics',
};

const Contacts = z.object({ results: z.array(z.object({ id: z.string(), email: z.string() })) });

describe('the erasure of a contact', () => {
  const system = useSystem();
  const nimbus = toolOn(system);
  const dir = mkdtempSync(join(tmpdir(), 'nimbus-erasure-'));
  let database: Client;
  let workspace = '';
  let [person, neighbour] = [
    { id: '', email: '' },
    { id: '', email: '' },
  ];

  beforeAll(async () => {
    database = new Client({ connectionString: system.databaseUrl });
    await database.connect();
    const rest = await createWorkspace(system.baseUrl);
    await seedOneOfEach(rest, system.mailbox.smtpPort);
    workspace = (await rest.get(z.object({ id: z.string() }), 'workspace/')).id;
    const { results } = await rest.get(Contacts, 'contacts/');
    [person = person, neighbour = neighbour] = results;
    await rest.post(z.unknown(), 'suppressions/', { email: person.email });
    await eventually(async () =>
      expect(await tablesWith(database, person.email)).toContain('webhooks.event'),
    );
  });
  afterAll(async () => {
    await database.end();
    rmSync(dir, { recursive: true, force: true });
  });

  const but = (tables: readonly string[], allowed: Readonly<Record<string, string>>): string[] =>
    tables.filter((table) => allowed[table.split('.')[1] ?? ''] === undefined);

  it('can be preceded by an export of what there is about the person', async () => {
    const file = join(dir, 'person.json');
    await nimbus.json('contact', 'export', '--workspace', workspace, '--email', person.email, '--out', file);
    const { rows } = z
      .object({ rows: z.array(z.object({ service: z.string(), table: z.string() })) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    const tables = rows.map(({ service, table }) => `${service}.${table}`);
    expect(tables).toEqual(
      expect.arrayContaining([
        'enrollment.contact',
        'enrollment.enrollment',
        'dispatcher.send',
        'webhooks.event',
      ]),
    );
  });

  it('leaves the address in no table, and the id only where figures count it', async () => {
    const before = await tablesWith(database, neighbour.email);
    await nimbus.json('contact', 'delete', '--workspace', workspace, '--email', person.email, '--yes');
    expect(but(await tablesWith(database, person.email), FORGET_BY_AGE)).toEqual([]);
    expect(but(await tablesWith(database, person.id), KEEP_THE_ID)).toEqual([]);
    expect(but(await tablesWith(database, uuidOf(person.id)), KEEP_THE_ID)).toEqual([]);
    expect(await tablesWith(database, neighbour.email)).toEqual(before);
  });

  it('keeps the person from being written to again, also when the address is imported anew', async () => {
    const { rows } = await database.query<{ hashes: number }>(
      `select count(*)::int as hashes from enrollment.erased_address
       where hash = enrollment.address_hash($1, $2)`,
      [uuidOf(workspace), person.email],
    );
    expect(rows).toEqual([{ hashes: 1 }]);
  });
});
