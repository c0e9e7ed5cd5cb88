import type { MigrationInterface, QueryRunner } from 'typeorm';

const RENAMES = [
  'alter table campaign_plan rename to campaign_replica',
  'alter table campaign_replica rename column exhausted_told_version to exhausted_published_version',
  'alter table campaign_replica rename constraint campaign_plan_pkey to campaign_replica_pkey',
  'alter table campaign_replica rename constraint campaign_plan_check to campaign_replica_check',
  'alter index campaign_plan_wake rename to campaign_replica_wake',
  'alter index campaign_plan_workspace rename to campaign_replica_workspace',
];

export class Glossary1765900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const rename of RENAMES) await runner.query(rename);
  }

  async down(): Promise<void> {
    throw new Error('the names stay');
  }
}
