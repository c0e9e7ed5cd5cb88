import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the search; words and not trigrams, because those need an extension that not every server lets us create. */
export class ContactWords1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index contact_words on contact using gin (
        to_tsvector('simple', translate(
          email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
            || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(company_domain, ''),
          '@.-_+/', '      '
        ))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index contact_words');
  }
}
