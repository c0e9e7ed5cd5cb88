import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The settings that decide who is stopped. Campaigns from before have the usual ones until their next event.
 * `postponed_until`: the contact is out of the office.
 */
const COLUMNS = [
  `alter table campaign_replica
     add column stop_on_reply boolean not null default true,
     add column stop_on_domain_reply boolean not null default false,
     add column recipient_time_zone boolean not null default false`,
  'alter table enrollment add column postponed_until timestamptz',
];

/** A company of which somebody has replied. `swept`: everybody of it who was under way has been stopped. */
const REPLIED_DOMAIN = `
  create table replied_domain (
    campaign_id uuid not null references campaign_replica,
    domain text not null check (domain = lower(domain)),
    workspace_id uuid not null,
    at timestamptz not null,
    swept boolean not null default false,
    primary key (campaign_id, domain)
  )`;

const UNSWEPT = 'create index replied_domain_unswept on replied_domain (at) where not swept';

export class StopThoseWhoAnswer1795950600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, REPLIED_DOMAIN, UNSWEPT]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table replied_domain');
    await runner.query('alter table enrollment drop column postponed_until');
    await runner.query(`
      alter table campaign_replica
        drop column stop_on_reply, drop column stop_on_domain_reply, drop column recipient_time_zone`);
  }
}
