import { ACCOUNT_DOMAIN } from './sending-domains.sql.js';

/** $1 workspace, $2 domain. */
const OF_DOMAIN = `account.workspace_id = $1 and ${ACCOUNT_DOMAIN} = $2 and account.deleted_at is null`;

/** The servers behind an outside platform are as little known as those of a relay. */
const KIND = `case when account.provider in ('gmail', 'microsoft365') then account.provider else 'smtp' end`;

/** The kinds of accounts that a domain has. */
export const PROFILES = `
  select ${KIND} as provider, coalesce(account.dkim_selectors, '{}') as dkim_selectors, min(account.smtp_host) as smtp_host
  from sending_account account
  where ${OF_DOMAIN}
  group by 1, 2
  order by 1, 2`;

/** In the order in which other transactions lock: accounts by their ids, then the domain. */
export const LOCK_ACCOUNTS = `
  select id from sending_account account where ${OF_DOMAIN} order by id for no key update`;

export const LOCK_DOMAIN = `select findings from sending_domain where id = $1 for no key update`;

/** $2: the domain after a check, $3 when it was due: an account that was added meanwhile has made it due again. */
export const SAVE = `
  update sending_domain domain
  set spf = checked.spf, dkim = checked.dkim, dmarc = checked.dmarc, dmarc_policy = checked.dmarc_policy,
    findings = checked.findings, checked_at = checked.checked_at, known_at = coalesce(checked.known_at, domain.known_at),
    next_check_at = case when domain.next_check_at = $3 then checked.next_check_at else domain.next_check_at end
  from jsonb_to_record($2) as checked (spf text, dkim text, dmarc text, dmarc_policy text, findings jsonb,
    checked_at timestamptz, known_at timestamptz, next_check_at timestamptz)
  where domain.id = $1`;

/** $3 the results for each kind of account, $4 now. A result that is null stays as it is. */
export const APPLY = `
  update sending_account account
  set spf = coalesce(found.spf, account.spf), dkim = coalesce(found.dkim, account.dkim),
    dmarc = coalesce(found.dmarc, account.dmarc), version = account.version + 1, updated_at = $4
  from jsonb_to_recordset($3) as found (provider text, dkim_selectors text[], spf text, dkim text, dmarc text)
  where ${OF_DOMAIN}
    and ${KIND} = found.provider and coalesce(account.dkim_selectors, '{}') = found.dkim_selectors
    and (account.spf, account.dkim, account.dmarc) is distinct from
      (coalesce(found.spf, account.spf), coalesce(found.dkim, account.dkim), coalesce(found.dmarc, account.dmarc))
  returning account.*`;
