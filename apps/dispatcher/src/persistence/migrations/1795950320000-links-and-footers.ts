import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A campaign that was known before gets its `link_tracking` with its next change. */
const LINK_TRACKING = 'alter table campaign_send_state add link_tracking boolean not null default false';

/** The settings of workspaces for their messages. A workspace without a row has the default ones. */
const WORKSPACE_SETTING = `
  create table workspace_setting (
    workspace_id uuid primary key,
    version int not null,
    footer text,
    postal_address text,
    tracking_domain text
  )`;

export class LinksAndFooters1795950320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [LINK_TRACKING, WORKSPACE_SETTING]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table workspace_setting');
    await runner.query('alter table campaign_send_state drop link_tracking');
  }
}
