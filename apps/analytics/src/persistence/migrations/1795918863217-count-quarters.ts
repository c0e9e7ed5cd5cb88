import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Totals of quarters of an hour in place of hours. Those counted before stay at their hours until a rebuild. */
export class CountQuarters1795918863217 implements MigrationInterface {
  name = 'CountQuarters1795918863217';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table hour_total rename to quarter_total');
    await runner.query('alter table quarter_total rename column hour to quarter');
    await runner.query('alter table quarter_total rename constraint hour_total_pkey to quarter_total_pkey');
    await runner.query(`
      alter table quarter_total
        drop constraint hour_total_hour,
        add constraint quarter_total_quarter check (quarter = date_bin('15 minutes', quarter, '2000-01-01T00:00Z'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table quarter_total drop constraint quarter_total_quarter');
    await runner.query('alter table quarter_total rename column quarter to hour');
    await runner.query('alter table quarter_total rename to hour_total');
    await runner.query('delete from hour_total'); // a rebuild counts them again
    await runner.query(`
      alter table hour_total add constraint hour_total_hour check (hour = date_trunc('hour', hour, 'UTC'))`);
    await runner.query('alter table hour_total rename constraint quarter_total_pkey to hour_total_pkey');
  }
}
