create table deleted_contact (
  workspace_id uuid not null,
  contact_id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_contact_pkey PRIMARY KEY (workspace_id, contact_id)
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table mailbox (
  account_id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  is_read boolean not null,
  leased_by uuid,
  source text,
  uid_validity bigint,
  last_uid bigint,
  read_until timestamp with time zone,
  refused_version integer,
  refused_at timestamp with time zone,
  failures integer not null default 0,
  next_try_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  warms_up boolean not null default false,
  junk_looked_at timestamp with time zone,
  constraint mailbox_pkey PRIMARY KEY (account_id),
  constraint mailbox_leased_by_fkey FOREIGN KEY (leased_by) REFERENCES mailbox_reader(id) ON DELETE SET NULL,
  constraint cursor_is_whole CHECK ((num_nulls(source, uid_validity, last_uid, read_until) = ANY (ARRAY[0, 4]))),
  constraint mailbox_failures_check CHECK ((failures >= 0)),
  constraint refusal_is_whole CHECK ((num_nulls(refused_version, refused_at) = ANY (ARRAY[0, 2])))
);

create table mailbox_reader (
  id uuid not null,
  seen_at timestamp with time zone not null,
  constraint mailbox_reader_pkey PRIMARY KEY (id)
);

create table outbox (
  "position" bigint not null generated always as identity,
  id uuid not null,
  subject text not null,
  payload text not null,
  headers jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  published_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY ("position"),
  constraint outbox_id_key UNIQUE (id)
);

create table processed_event (
  consumer text not null,
  event_id uuid not null,
  processed_at timestamp with time zone not null default now(),
  constraint processed_event_pkey PRIMARY KEY (consumer, event_id)
);

create table received_mail (
  key text not null,
  workspace_id uuid,
  sending_account_id uuid,
  message_id text,
  send_id uuid,
  kind text not null,
  reason text,
  received_at timestamp with time zone not null,
  stored_at timestamp with time zone not null,
  text_hash text,
  constraint received_mail_pkey PRIMARY KEY (key),
  constraint received_mail_is_about CHECK (((kind = ANY (ARRAY['ignored'::text, 'unreadable'::text])) OR (send_id IS NOT NULL))),
  constraint received_mail_key CHECK ((length(key) <= 500)),
  constraint received_mail_kind CHECK ((kind = ANY (ARRAY['delivery_report'::text, 'complaint'::text, 'auto_reply'::text, 'unsubscribe_request'::text, 'reply'::text, 'ignored'::text, 'unreadable'::text]))),
  constraint received_mail_message_id CHECK ((length(message_id) <= 500)),
  constraint received_mail_says_why CHECK (((kind <> ALL (ARRAY['ignored'::text, 'unreadable'::text])) OR (reason IS NOT NULL)))
);

create table reply (
  id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  enrollment_id uuid not null,
  send_id uuid not null,
  step_id uuid not null,
  step_number integer not null,
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
  received_at timestamp with time zone not null,
  encrypted_text text,
  constraint reply_pkey PRIMARY KEY (id),
  constraint reply_confidence CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint reply_intent CHECK ((intent = ANY (ARRAY['interested'::text, 'not_interested'::text, 'objection'::text, 'question'::text, 'referral'::text, 'wrong_person'::text, 'ooo'::text, 'unsubscribe'::text, 'bounce'::text, 'other'::text]))),
  constraint reply_return CHECK (((returns_on IS NULL) OR (intent = 'ooo'::text))),
  constraint reply_snippet CHECK ((length(snippet) <= 300)),
  constraint reply_version CHECK (((version >= 1) AND ((version > 1) = corrected)))
);

create table warmup_receipt (
  send_id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  message_id text,
  placement text not null,
  received_at timestamp with time zone not null,
  stored_at timestamp with time zone not null,
  moved_at timestamp with time zone,
  constraint warmup_receipt_pkey PRIMARY KEY (send_id),
  constraint warmup_receipt_moved_out_of_spam CHECK (((moved_at IS NULL) OR (placement = 'spam'::text))),
  constraint warmup_receipt_placement CHECK ((placement = ANY (ARRAY['inbox'::text, 'spam'::text])))
);

CREATE INDEX deleted_contact_age ON deleted_contact USING btree (deleted_at);

CREATE INDEX mailbox_free ON mailbox USING btree (account_id) WHERE (is_read AND (leased_by IS NULL));

CREATE INDEX mailbox_leased ON mailbox USING btree (leased_by) WHERE (leased_by IS NOT NULL);

CREATE INDEX mailbox_warms_up ON mailbox USING btree (leased_by) WHERE warms_up;

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX received_mail_age ON received_mail USING btree (stored_at);

CREATE UNIQUE INDEX received_mail_of_send ON received_mail USING btree (workspace_id, message_id, send_id) WHERE (kind <> ALL (ARRAY['ignored'::text, 'unreadable'::text]));

CREATE UNIQUE INDEX received_mail_text ON received_mail USING btree (workspace_id, send_id, text_hash) WHERE (text_hash IS NOT NULL);

CREATE INDEX reply_by_intent ON reply USING btree (workspace_id, intent, id);

CREATE INDEX reply_of_campaign ON reply USING btree (workspace_id, campaign_id, id);

CREATE INDEX reply_of_campaign_by_intent ON reply USING btree (workspace_id, campaign_id, intent, id);

CREATE INDEX reply_of_contact ON reply USING btree (workspace_id, contact_id, id);

CREATE INDEX reply_of_workspace ON reply USING btree (workspace_id, id);

CREATE INDEX reply_text_age ON reply USING btree (received_at) WHERE (encrypted_text IS NOT NULL);

CREATE INDEX warmup_receipt_age ON warmup_receipt USING btree (stored_at);

CREATE INDEX warmup_receipt_of_workspace ON warmup_receipt USING btree (workspace_id);

alter table deleted_contact enable row level security;

alter table mailbox enable row level security;

alter table received_mail enable row level security;

alter table reply enable row level security;

alter table warmup_receipt enable row level security;

create policy tenant on deleted_contact as permissive for all to nimbus_inbound_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on mailbox as permissive for all to nimbus_inbound_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on received_mail as permissive for all to nimbus_inbound_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on reply as permissive for all to nimbus_inbound_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on warmup_receipt as permissive for all to nimbus_inbound_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE OR REPLACE FUNCTION uuid_v7()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
    select encode(
      set_bit(
        set_bit(
          overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6
          ),
          52, 1
        ),
        53, 1
      ),
      'hex'
    )::uuid
  $function$;
