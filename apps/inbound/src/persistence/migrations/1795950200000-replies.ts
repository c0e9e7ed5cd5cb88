import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every mail that was received, without its content. */
const RECEIVED_MAIL = `
  create table received_mail (
    key text primary key,
    workspace_id uuid,
    sending_account_id uuid,
    message_id text,
    send_id uuid,
    kind text not null,
    reason text,
    received_at timestamptz not null,
    stored_at timestamptz not null,
    constraint received_mail_key check (length(key) <= 500),
    constraint received_mail_message_id check (length(message_id) <= 500),
    constraint received_mail_kind check (
      kind in ('delivery_report', 'complaint', 'auto_reply', 'unsubscribe_request', 'reply', 'ignored', 'unreadable')
    ),
    constraint received_mail_says_why check (kind not in ('ignored', 'unreadable') or reason is not null),
    constraint received_mail_is_about check (kind in ('ignored', 'unreadable') or send_id is not null)
  )`;

const REPLY = `
  create table reply (
    id uuid primary key,
    workspace_id uuid not null,
    version int not null,
    campaign_id uuid not null,
    contact_id uuid not null,
    enrollment_id uuid not null,
    send_id uuid not null,
    step_id uuid not null,
    step_number int not null,
    variant text,
    sending_account_id uuid not null,
    email text not null,
    from_address text not null,
    subject text not null,
    snippet text not null,
    intent text not null,
    confidence double precision not null,
    corrected boolean not null,
    automatic boolean not null,
    returns_on date,
    received_at timestamptz not null,
    encrypted_text text,
    constraint reply_version check (version >= 1 and (version > 1) = corrected),
    constraint reply_snippet check (length(snippet) <= 300),
    constraint reply_intent check (
      intent in (
        'interested', 'not_interested', 'objection', 'question', 'referral', 'wrong_person', 'ooo', 'unsubscribe',
        'bounce', 'other'
      )
    ),
    constraint reply_confidence check (confidence between 0 and 1),
    constraint reply_return check (returns_on is null or intent = 'ooo')
  )`;

const INDEXES = [
  // A mail that was ignored in one mailbox may answer a message of another one.
  `create unique index received_mail_message on received_mail (workspace_id, message_id)
   where kind not in ('ignored', 'unreadable')`,
  'create index received_mail_age on received_mail (stored_at)',
  'create index reply_of_workspace on reply (workspace_id, id)',
  'create index reply_by_intent on reply (workspace_id, intent, id)',
  'create index reply_of_campaign on reply (workspace_id, campaign_id, id)',
  'create index reply_of_campaign_by_intent on reply (workspace_id, campaign_id, intent, id)',
  'create index reply_of_contact on reply (workspace_id, contact_id, id)',
  'create index reply_text_age on reply (received_at) where encrypted_text is not null',
];

export class Replies1795950200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [RECEIVED_MAIL, REPLY, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reply, received_mail');
  }
}
