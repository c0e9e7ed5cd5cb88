import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The fields of pauses and of the ramp may be null, and null is the default: replicas of the previous version write rows
 * without them. Decisions of that version have no figures. `ramp_limit` is the ceiling that was published last.
 */
export class GateFigures1796110800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table gate_policy
        add column mode text check (mode in ('automated', 'supervised')),
        add column auto_pause_min_sample int check (auto_pause_min_sample >= 1),
        add column auto_pause_max_bounce_rate double precision
          check (auto_pause_max_bounce_rate > 0 and auto_pause_max_bounce_rate < 1),
        add column auto_pause_max_complaint_rate double precision
          check (auto_pause_max_complaint_rate > 0 and auto_pause_max_complaint_rate < 1),
        add column account_pause_min_sample int check (account_pause_min_sample >= 1),
        add column account_pause_max_bounce_rate double precision
          check (account_pause_max_bounce_rate > 0 and account_pause_max_bounce_rate < 1),
        add column warmup_ramp boolean`);
    await runner.query('alter table gate_decision add column warnings jsonb, add column facts jsonb');
    await runner.query('alter table sending_account add column ramp_limit int check (ramp_limit >= 0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sending_account drop column ramp_limit');
    await runner.query('alter table gate_decision drop column facts, drop column warnings');
    await runner.query(`
      alter table gate_policy
        drop column mode, drop column auto_pause_min_sample, drop column auto_pause_max_bounce_rate,
        drop column auto_pause_max_complaint_rate, drop column account_pause_min_sample,
        drop column account_pause_max_bounce_rate, drop column warmup_ramp`);
  }
}
