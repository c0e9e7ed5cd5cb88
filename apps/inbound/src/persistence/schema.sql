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

CREATE INDEX mailbox_free ON mailbox USING btree (account_id) WHERE (is_read AND (leased_by IS NULL));

CREATE INDEX mailbox_leased ON mailbox USING btree (leased_by) WHERE (leased_by IS NOT NULL);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

alter table mailbox enable row level security;

create policy tenant on mailbox as permissive for all to nimbus_inbound_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

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
