import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `findings`: SPF, DKIM and DMARC as they were last judged, each with its records, problem and time. `dkim_selectors` is
 * null for accounts of a version that does not know it.
 */
const STATEMENTS = [
  `alter table sending_account add column dkim_selectors text[]`,
  `create table sending_domain (
    id uuid primary key,
    workspace_id uuid not null,
    domain text not null,
    spf text not null default 'unknown',
    dkim text not null default 'unknown',
    dmarc text not null default 'unknown',
    dmarc_policy text,
    findings jsonb not null default '{}',
    first_seen_at timestamptz not null,
    checked_at timestamptz,
    known_at timestamptz,
    next_check_at timestamptz not null,
    constraint sending_domain_once unique (workspace_id, domain),
    constraint sending_domain_case check (domain = lower(domain)),
    constraint sending_domain_results check (
      spf in ('pass', 'fail', 'unknown') and dkim in ('pass', 'fail', 'unknown') and dmarc in ('pass', 'fail', 'unknown')
    ),
    constraint sending_domain_policy check (dmarc_policy in ('none', 'quarantine', 'reject')),
    constraint sending_domain_known check (known_at is null or checked_at is not null)
  )`,
  `create index sending_domain_due on sending_domain (next_check_at)`,
  `create index sending_domain_of_workspace on sending_domain (workspace_id, id)`,
];

export class SendingDomains1796103600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sending_domain');
    await runner.query('alter table sending_account drop column dkim_selectors');
  }
}
