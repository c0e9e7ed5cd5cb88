/**
 * $1 the refusals, $2 now. An account that somebody paused on purpose stays paused: an error would invite to activate it
 * again. A refusal of a login that was changed since says nothing about the new one.
 */
export const MARK_REFUSED = `
  update sending_account account
  set status = 'error', status_reason = refused.reason, refused_by = refused.refused_by, version = account.version + 1,
    updated_at = $2
  from jsonb_to_recordset($1) as refused (account_id uuid, version int, refused_by text, reason text)
  where account.id = refused.account_id and account.status = 'active'
    and coalesce(refused.version, account.login_version) >= account.login_version
  returning account.*`;

/**
 * $1 the mailboxes that were seen refused or open. Returns those of which nothing later is known: an older refusal that is
 * delivered after the opening would keep the account out of service, because an open mailbox is not reported twice.
 */
export const MARK_MAILBOX_SEEN = `
  update sending_account account set mailbox_seen_at = seen.at
  from jsonb_to_recordset($1) as seen (account_id uuid, at timestamptz)
  where account.id = seen.account_id and (account.mailbox_seen_at is null or account.mailbox_seen_at <= seen.at)
  returning account.id`;

/** $1 the mailboxes that were opened, $2 now. Another server may refuse the account as well: that stays. */
export const MARK_OPENED = `
  update sending_account account
  set status = 'active', status_reason = null, refused_by = null, version = account.version + 1, updated_at = $2
  from jsonb_to_recordset($1) as opened (account_id uuid, version int)
  where account.id = opened.account_id and account.refused_by = 'imap' and opened.version >= account.login_version
  returning account.*`;
