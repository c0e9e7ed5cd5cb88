create table connection (
  id uuid not null,
  workspace_id uuid not null,
  client_id uuid,
  platform text not null,
  time_zone text not null,
  encrypted_credentials text not null,
  hook_token_hash bytea not null,
  encrypted_hook_token text not null,
  hook_id text,
  status text not null,
  reason_code text,
  reason text,
  checked_at timestamp with time zone not null,
  next_check_at timestamp with time zone,
  accounts_synced_at timestamp with time zone,
  next_sync_at timestamp with time zone not null,
  tokens double precision not null default 0,
  refilled_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  blocked_until timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint connection_pkey PRIMARY KEY (id),
  constraint connection_once UNIQUE NULLS NOT DISTINCT (workspace_id, platform, client_id),
  constraint connection_platform CHECK ((platform = ANY (ARRAY['reachinbox'::text, 'smartlead'::text, 'instantly'::text, 'lemlist'::text]))),
  constraint connection_reason CHECK ((((status = 'broken'::text) = (reason_code IS NOT NULL)) AND ((reason_code IS NULL) = (reason IS NULL)) AND ((status = 'broken'::text) = (next_check_at IS NOT NULL)))),
  constraint connection_status CHECK ((status = ANY (ARRAY['working'::text, 'broken'::text])))
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table hook (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  connection_id uuid not null,
  body_hash bytea not null,
  content_type text not null,
  body text,
  received_at timestamp with time zone not null,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone,
  handled_at timestamp with time zone,
  constraint hook_pkey PRIMARY KEY (id),
  constraint hook_once UNIQUE (connection_id, body_hash),
  constraint hook_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connection(id) ON DELETE CASCADE,
  constraint hook_handled CHECK ((((handled_at IS NULL) = (next_attempt_at IS NOT NULL)) AND ((handled_at IS NULL) = (body IS NOT NULL))))
);

create table hook_registration (
  connection_id uuid not null,
  workspace_id uuid not null,
  token_hash bytea,
  secret_hash bytea,
  secret_seen_at timestamp with time zone,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null,
  constraint hook_registration_pkey PRIMARY KEY (connection_id),
  constraint hook_registration_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connection(id) ON DELETE CASCADE,
  constraint hook_registration_secret CHECK (((token_hash IS NULL) = (secret_hash IS NULL)))
);

create table lead (
  enrollment_id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  email text not null,
  status text not null default 'waiting'::text,
  platform_lead_id text,
  due_at timestamp with time zone not null,
  next_attempt_at timestamp with time zone not null,
  attempts integer not null default 0,
  claimed_by uuid,
  claim_id uuid,
  claimed_at timestamp with time zone,
  push_started_at timestamp with time zone,
  leave_reason text,
  leave_at timestamp with time zone,
  leaving_since timestamp with time zone,
  error_code text,
  error_message text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint lead_pkey PRIMARY KEY (enrollment_id),
  constraint lead_doubtful_was_started CHECK (((status <> 'doubtful'::text) OR (push_started_at IS NOT NULL))),
  constraint lead_error CHECK (((error_code IS NULL) = (error_message IS NULL))),
  constraint lead_leaves_for_a_reason CHECK (((leave_at IS NULL) = (leave_reason IS NULL))),
  constraint lead_leaving CHECK (((status <> 'leaving'::text) OR ((leave_at IS NOT NULL) AND (leaving_since IS NOT NULL)))),
  constraint lead_pushing_is_claimed CHECK (((status <> 'pushing'::text) OR ((claimed_by IS NOT NULL) AND (claim_id IS NOT NULL) AND (claimed_at IS NOT NULL)))),
  constraint lead_status CHECK ((status = ANY (ARRAY['waiting'::text, 'pushing'::text, 'doubtful'::text, 'pushed'::text, 'refused'::text, 'leaving'::text, 'removed'::text, 'canceled'::text])))
);

create table link (
  campaign_id uuid not null,
  workspace_id uuid not null,
  connection_id uuid,
  platform text not null,
  version integer not null,
  campaign jsonb not null,
  steps jsonb not null,
  sending_account_ids uuid[] not null default '{}'::uuid[],
  wanted text not null,
  active_since timestamp with time zone,
  held boolean not null,
  waits_for text,
  platform_campaign_id text,
  create_started_at timestamp with time zone,
  mirrored_version integer,
  mirrored_plan jsonb,
  read_back jsonb,
  accounts_changed boolean not null default false,
  observed text,
  confirmed boolean not null default false,
  confirmed_at timestamp with time zone,
  drift jsonb not null default '[]'::jsonb,
  error_code text,
  error_message text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone,
  leased_by uuid,
  leased_until timestamp with time zone,
  state jsonb,
  state_version bigint not null default 0,
  updated_at timestamp with time zone not null,
  constraint link_pkey PRIMARY KEY (campaign_id),
  constraint link_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connection(id) ON DELETE SET NULL,
  constraint link_error CHECK (((error_code IS NULL) = (error_message IS NULL))),
  constraint link_held CHECK ((held OR (wanted = 'active'::text))),
  constraint link_lease CHECK (((leased_by IS NULL) = (leased_until IS NULL))),
  constraint link_mirrored CHECK (((mirrored_version IS NULL) OR (mirrored_plan IS NOT NULL))),
  constraint link_observed CHECK ((observed = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'stopped'::text, 'completed'::text, 'missing'::text]))),
  constraint link_platform CHECK ((platform = ANY (ARRAY['reachinbox'::text, 'smartlead'::text, 'instantly'::text, 'lemlist'::text]))),
  constraint link_waits_for CHECK ((waits_for = ANY (ARRAY['paused_there'::text, 'stopped_there'::text, 'deleted_there'::text]))),
  constraint link_wanted CHECK ((wanted = ANY (ARRAY['active'::text, 'paused'::text, 'stopped'::text])))
);

create table lost_time (
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint lost_time_pkey PRIMARY KEY (ends_at),
  constraint ends_after_its_start CHECK ((starts_at <= ends_at))
);

create table message (
  send_id uuid not null,
  enrollment_id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  step_id uuid not null,
  step_number integer not null,
  variant text,
  subject text not null,
  due_at timestamp with time zone not null,
  account_id uuid,
  message_id text,
  sent_at timestamp with time zone,
  opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  bounced_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  sent_key text,
  replied_at timestamp with time zone,
  machine_opened_at timestamp with time zone,
  machine_clicked_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (send_id),
  constraint message_once UNIQUE (enrollment_id, step_number),
  constraint message_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES lead(enrollment_id) ON DELETE CASCADE
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

create table platform_account (
  connection_id uuid not null,
  email text not null,
  external_id text not null,
  sending_account_id uuid not null,
  active boolean not null,
  seen_at timestamp with time zone not null,
  constraint platform_account_pkey PRIMARY KEY (connection_id, email),
  constraint platform_account_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connection(id) ON DELETE CASCADE,
  constraint platform_account_email CHECK ((email = lower(email)))
);

create table processed_event (
  consumer text not null,
  event_id uuid not null,
  processed_at timestamp with time zone not null default now(),
  constraint processed_event_pkey PRIMARY KEY (consumer, event_id)
);

create table signal_poll (
  campaign_id uuid not null,
  workspace_id uuid not null,
  polled_until timestamp with time zone not null,
  next_poll_at timestamp with time zone not null,
  constraint signal_poll_pkey PRIMARY KEY (campaign_id),
  constraint signal_poll_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES link(campaign_id) ON DELETE CASCADE
);

CREATE INDEX connection_check_due ON connection USING btree (next_check_at) WHERE (next_check_at IS NOT NULL);

CREATE UNIQUE INDEX connection_hook_token ON connection USING btree (hook_token_hash);

CREATE INDEX connection_sync_due ON connection USING btree (next_sync_at) WHERE (status = 'working'::text);

CREATE INDEX hook_due ON hook USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE INDEX hook_handled_at ON hook USING btree (handled_at) WHERE (handled_at IS NOT NULL);

CREATE INDEX lead_doubtful ON lead USING btree (campaign_id, next_attempt_at) WHERE (status = 'doubtful'::text);

CREATE INDEX lead_in_hand ON lead USING btree (claimed_by) WHERE (status = 'pushing'::text);

CREATE INDEX lead_leaving ON lead USING btree (campaign_id, next_attempt_at) WHERE (status = 'leaving'::text);

CREATE INDEX lead_of_address ON lead USING btree (campaign_id, lower(email));

CREATE INDEX lead_of_contact ON lead USING btree (contact_id);

CREATE INDEX lead_there ON lead USING btree (campaign_id, platform_lead_id) WHERE (platform_lead_id IS NOT NULL);

CREATE INDEX lead_waiting ON lead USING btree (campaign_id, next_attempt_at) WHERE (status = 'waiting'::text);

CREATE INDEX link_due ON link USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE INDEX link_lease ON link USING btree (leased_by) WHERE (leased_by IS NOT NULL);

CREATE INDEX link_of_account ON link USING gin (sending_account_ids) WHERE (wanted = 'active'::text);

CREATE INDEX link_of_connection ON link USING btree (connection_id);

CREATE INDEX link_of_workspace ON link USING btree (workspace_id);

CREATE UNIQUE INDEX link_there ON link USING btree (connection_id, platform_campaign_id);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX platform_account_of_sending_account ON platform_account USING btree (sending_account_id);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX signal_poll_due ON signal_poll USING btree (next_poll_at);

alter table connection enable row level security;

alter table hook enable row level security;

alter table hook_registration enable row level security;

alter table lead enable row level security;

alter table link enable row level security;

alter table message enable row level security;

alter table platform_account enable row level security;

alter table signal_poll enable row level security;

create policy tenant on connection as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on hook as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on hook_registration as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on lead as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on link as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on message as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on platform_account as permissive for all to nimbus_platforms_request using ((EXISTS ( SELECT
   FROM connection
  WHERE (connection.id = platform_account.connection_id))));

create policy tenant on signal_poll as permissive for all to nimbus_platforms_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

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
