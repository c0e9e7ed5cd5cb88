import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  'phone text',
  'mobile text',
  'linkedin_url text',
  'city text',
  'state text',
  'lead_source text',
  'verification_status text',
  'is_enriched boolean not null default false',
  'company_employee_count integer',
  'company_revenue_band text',
];

export class ContactDetails1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table contact ${COLUMNS.map((column) => `add column ${column}`).join(', ')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const names = COLUMNS.map((column) => column.split(' ', 1)[0]);
    await runner.query(`alter table contact ${names.map((name) => `drop column ${name}`).join(', ')}`);
  }
}
