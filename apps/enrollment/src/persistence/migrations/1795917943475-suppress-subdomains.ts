import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The domains above that of an address, but for the top level: `mail.acme.example` and `acme.example` of `ann@a.mail.acme.example`. */
const PARENT_DOMAINS = `
  create function parent_domains(address text) returns text[] language plpgsql immutable strict parallel safe as $$
  declare
    domain text := lower(split_part(address, '@', 2));
    parents text[] := '{}';
  begin
    loop
      domain := substr(domain, strpos(domain, '.') + 1);
      exit when strpos(domain, '.') = 0;
      parents := parents || domain;
    end loop;
    return parents;
  end
  $$`;

/** A suppressed domain covers its subdomains unless it is exact, also those that were suppressed before. */
export class SuppressSubdomains1795917943475 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PARENT_DOMAINS);
    await runner.query(`
      alter table suppression add column exact boolean not null default false
        constraint suppression_exact check (kind = 'domain' or not exact)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table suppression drop column exact');
    await runner.query('drop function parent_domains(text)');
  }
}
