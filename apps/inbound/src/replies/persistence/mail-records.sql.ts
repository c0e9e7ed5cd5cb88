/** $1: keys. */
export const KNOWN = 'select key from received_mail where key = any($1::text[])';

const COLUMNS =
  'key, workspace_id, sending_account_id, message_id, send_id, text_hash, kind, reason, received_at, stored_at';

/**
 * $1: the mails. Answers the keys of those that are new: a mail that is in two folders of a workspace, or came by IMAP and by
 * SMTP, has another key, the same Message-ID, and is about the same message. The Message-ID alone is the word of a stranger.
 * A reply that a platform tells in two ways may have another key and no Message-ID, but the same text about the same message.
 */
export const ADD = `
  insert into received_mail (${COLUMNS})
  select ${COLUMNS}
  from jsonb_populate_recordset(null::received_mail, $1)
  order by key
  on conflict do nothing
  returning key`;
