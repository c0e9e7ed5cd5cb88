create table account_state (
  account_id uuid not null,
  workspace_id uuid not null,
  email text not null,
  version integer not null,
  active boolean not null,
  health_score integer not null,
  daily_limit integer not null,
  time_zone text not null,
  sent_today integer not null default 0,
  day_resets_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  next_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  cooldown_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  rests_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  deleted boolean not null default false,
  ramp_limit integer,
  warmup_today integer not null default 0,
  warmup_resets_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  constraint account_state_pkey PRIMARY KEY (account_id),
  constraint deleted_account_is_inactive CHECK ((NOT (deleted AND active)))
);

create table campaign_account (
  campaign_id uuid not null,
  account_id uuid not null,
  constraint campaign_account_pkey PRIMARY KEY (campaign_id, account_id),
  constraint campaign_account_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign_send_state(campaign_id) ON DELETE CASCADE
);

create table campaign_send_state (
  campaign_id uuid not null,
  workspace_id uuid not null,
  version integer not null default 0,
  held boolean not null,
  hold_version integer not null default 0,
  archived boolean not null default false,
  min_health_score integer not null default 0,
  smart_time_gaps boolean not null default true,
  open_tracking boolean not null default false,
  daily_limit integer not null default 0,
  time_zone text not null default 'UTC'::text,
  recipient_time_zone boolean not null default false,
  start_hour integer not null default 0,
  end_hour integer not null default 24,
  send_days integer[] not null default '{1,2,3,4,5,6,7}'::integer[],
  open_from timestamp with time zone not null default '-infinity'::timestamp with time zone,
  open_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  sent_today integer not null default 0,
  day_resets_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  wake_at timestamp with time zone not null,
  schedule_version bigint not null default 0,
  held_at timestamp with time zone,
  link_tracking boolean not null default false,
  traceparent text,
  delegated boolean not null default false,
  constraint campaign_send_state_pkey PRIMARY KEY (campaign_id),
  constraint unknown_campaign_is_held CHECK (((version > 0) OR held))
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table dispatcher_instance (
  id uuid not null,
  seen_at timestamp with time zone not null,
  constraint dispatcher_instance_pkey PRIMARY KEY (id)
);

create table known_servers (
  identity text not null,
  seen_at timestamp with time zone not null,
  constraint known_servers_pkey PRIMARY KEY (identity)
);

create table lost_time (
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint lost_time_pkey PRIMARY KEY (ends_at),
  constraint ends_after_its_start CHECK ((starts_at <= ends_at))
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

create table send (
  id uuid not null default uuid_v7(),
  workspace_id uuid not null,
  campaign_id uuid not null,
  enrollment_id uuid not null,
  contact_id uuid not null,
  email text not null,
  time_zone text,
  step_id uuid not null,
  step_number integer not null,
  variant text,
  account_id uuid,
  status text not null default 'scheduled'::text,
  due_at timestamp with time zone not null,
  closes_at timestamp with time zone,
  attempts integer not null default 0,
  claimed_by uuid,
  claim_id uuid,
  claimed_at timestamp with time zone,
  delivery_started_at timestamp with time zone,
  message_id text,
  subject text,
  sent_at timestamp with time zone,
  bounced_at timestamp with time zone,
  opened_at timestamp with time zone,
  error_code text,
  smtp_code integer,
  error_message text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  clicked_at timestamp with time zone,
  replied_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  bounce_reported_at timestamp with time zone,
  constraint send_pkey PRIMARY KEY (id),
  constraint once UNIQUE (enrollment_id, step_id),
  constraint known_status CHECK ((status = ANY (ARRAY['scheduled'::text, 'sending'::text, 'sent'::text, 'bounced'::text, 'failed'::text, 'canceled'::text, 'dropped'::text, 'indeterminate'::text, 'delegated'::text]))),
  constraint sending_is_claimed CHECK (((status <> 'sending'::text) OR ((claim_id IS NOT NULL) AND (claimed_by IS NOT NULL) AND (claimed_at IS NOT NULL) AND (account_id IS NOT NULL)))),
  constraint sent_is_complete CHECK (((status <> 'sent'::text) OR ((sent_at IS NOT NULL) AND (message_id IS NOT NULL))))
);

create table warmup_send (
  id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  account_id uuid not null,
  status text not null,
  claimed_by uuid not null,
  claimed_at timestamp with time zone not null,
  delivery_started_at timestamp with time zone,
  message_id text,
  error_code text,
  smtp_code integer,
  error_message text,
  updated_at timestamp with time zone not null,
  constraint warmup_send_pkey PRIMARY KEY (id),
  constraint warmup_send_left_with_its_id CHECK (((status <> 'sent'::text) OR (message_id IS NOT NULL))),
  constraint warmup_send_status CHECK ((status = ANY (ARRAY['sending'::text, 'sent'::text, 'bounced'::text, 'failed'::text, 'indeterminate'::text])))
);

create table workspace_setting (
  workspace_id uuid not null,
  version integer not null,
  footer text,
  postal_address text,
  tracking_domain text,
  constraint workspace_setting_pkey PRIMARY KEY (workspace_id)
);

CREATE INDEX campaign_account_account ON campaign_account USING btree (account_id);

CREATE INDEX campaign_send_state_wake_at ON campaign_send_state USING btree (wake_at) WHERE (NOT held);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX send_delegated ON send USING btree (campaign_id, due_at) WHERE (status = 'delegated'::text);

CREATE INDEX send_ended_listed ON send USING btree (campaign_id, id) WHERE (status = ANY (ARRAY['bounced'::text, 'failed'::text, 'canceled'::text, 'dropped'::text, 'indeterminate'::text]));

CREATE INDEX send_in_hand ON send USING btree (campaign_id, claimed_by) WHERE (status = 'sending'::text);

CREATE INDEX send_listed ON send USING btree (campaign_id, id);

CREATE INDEX send_of_contact ON send USING btree (contact_id, campaign_id);

CREATE INDEX send_to_address ON send USING btree (account_id, lower(email)) WHERE (status = ANY (ARRAY['sent'::text, 'bounced'::text, 'indeterminate'::text]));

CREATE INDEX send_waiting ON send USING btree (campaign_id, account_id, due_at) WHERE (status = 'scheduled'::text);

CREATE INDEX warmup_send_age ON warmup_send USING btree (updated_at);

CREATE INDEX warmup_send_in_hand ON warmup_send USING btree (campaign_id) WHERE (status = 'sending'::text);

CREATE INDEX warmup_send_of_workspace ON warmup_send USING btree (workspace_id);

alter table account_state enable row level security;

alter table campaign_account enable row level security;

alter table campaign_send_state enable row level security;

alter table send enable row level security;

alter table warmup_send enable row level security;

alter table workspace_setting enable row level security;

create policy tenant on account_state as permissive for all to nimbus_dispatcher_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on campaign_account as permissive for all to nimbus_dispatcher_request using ((EXISTS ( SELECT
   FROM campaign_send_state
  WHERE (campaign_send_state.campaign_id = campaign_account.campaign_id))));

create policy tenant on campaign_send_state as permissive for all to nimbus_dispatcher_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on send as permissive for all to nimbus_dispatcher_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on warmup_send as permissive for all to nimbus_dispatcher_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on workspace_setting as permissive for all to nimbus_dispatcher_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

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
