create table campaign (
  id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  status text not null,
  paused_by text,
  pause_reason text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  client_id uuid,
  name text not null,
  campaign_type text not null,
  platform text not null,
  sequence_id uuid not null,
  sending_account_ids uuid[] not null,
  min_health_score integer not null,
  daily_send_limit integer not null,
  max_new_leads_per_day integer not null,
  smart_time_gaps boolean not null,
  send_window_start integer not null,
  send_window_end integer not null,
  send_days integer[] not null,
  time_zone text not null,
  recipient_time_zone boolean not null,
  open_tracking_enabled boolean not null,
  link_tracking_enabled boolean not null,
  stop_on_reply boolean not null,
  stop_on_domain_reply boolean not null,
  stop_on_unsubscribe boolean not null,
  contact_filter jsonb not null,
  active_since timestamp with time zone,
  blocking_reasons jsonb,
  warmup jsonb,
  platform_state jsonb,
  platform_state_version bigint,
  constraint campaign_pkey PRIMARY KEY (id),
  constraint campaign_sequence_id_fkey FOREIGN KEY (sequence_id) REFERENCES sequence(id),
  constraint campaign_paused_by CHECK ((paused_by = ANY (ARRAY['user'::text, 'deliverability'::text]))),
  constraint campaign_platform CHECK ((platform = ANY (ARRAY['native'::text, 'reachinbox'::text, 'smartlead'::text, 'instantly'::text, 'lemlist'::text]))),
  constraint campaign_state CHECK (
CASE status
    WHEN 'draft'::text THEN (num_nonnulls(started_at, paused_by, pause_reason, completed_at, archived_at) = 0)
    WHEN 'active'::text THEN ((started_at IS NOT NULL) AND (num_nonnulls(paused_by, pause_reason, completed_at, archived_at) = 0))
    WHEN 'paused'::text THEN ((num_nulls(started_at, paused_by) = 0) AND (num_nonnulls(completed_at, archived_at) = 0))
    WHEN 'completed'::text THEN ((num_nulls(started_at, completed_at) = 0) AND (num_nonnulls(paused_by, pause_reason, archived_at) = 0))
    WHEN 'archived'::text THEN ((archived_at IS NOT NULL) AND (num_nonnulls(paused_by, pause_reason) = 0))
    ELSE false
END),
  constraint campaign_type CHECK ((campaign_type = ANY (ARRAY['cold_outreach'::text, 'nurture'::text, 're_engagement'::text, 'warmup'::text]))),
  constraint campaign_version CHECK ((version >= 1)),
  constraint campaign_window CHECK (((send_window_start >= 0) AND (send_window_start < send_window_end) AND (send_window_end <= 24)))
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
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

create table sequence (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint sequence_pkey PRIMARY KEY (id),
  constraint sequence_version CHECK ((version >= 1))
);

create table sequence_step (
  id uuid not null,
  sequence_id uuid not null,
  step_number integer not null,
  delay_value double precision not null,
  delay_unit text not null,
  subject text not null,
  body_html text,
  body_text text,
  same_thread boolean not null,
  variants jsonb not null,
  constraint sequence_step_pkey PRIMARY KEY (id),
  constraint sequence_step_number UNIQUE (sequence_id, step_number),
  constraint sequence_step_sequence_id_fkey FOREIGN KEY (sequence_id) REFERENCES sequence(id),
  constraint sequence_step_counts_from_one CHECK ((step_number >= 1)),
  constraint sequence_step_delay CHECK (((delay_value >= (0)::double precision) AND (delay_unit = ANY (ARRAY['minutes'::text, 'hours'::text, 'days'::text])))),
  constraint sequence_step_says_something CHECK (((body_html IS NOT NULL) OR (body_text IS NOT NULL) OR (variants <> '[]'::jsonb)))
);

create table workspace_settings (
  workspace_id uuid not null,
  version integer not null,
  footer text,
  postal_address text,
  has_tracking_domain boolean,
  constraint workspace_settings_pkey PRIMARY KEY (workspace_id)
);

CREATE INDEX campaign_by_client ON campaign USING btree (workspace_id, client_id, id) WHERE (client_id IS NOT NULL);

CREATE INDEX campaign_by_created ON campaign USING btree (workspace_id, created_at);

CREATE INDEX campaign_by_status ON campaign USING btree (workspace_id, status, id);

CREATE INDEX campaign_by_updated ON campaign USING btree (workspace_id, updated_at);

CREATE INDEX campaign_of_sequence ON campaign USING btree (sequence_id);

CREATE INDEX campaign_of_workspace ON campaign USING btree (workspace_id, id);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX sequence_of_workspace ON sequence USING btree (workspace_id, id);

alter table campaign enable row level security;

alter table sequence enable row level security;

alter table sequence_step enable row level security;

alter table workspace_settings enable row level security;

create policy tenant on campaign as permissive for all to nimbus_campaigns_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on sequence as permissive for all to nimbus_campaigns_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on sequence_step as permissive for all to nimbus_campaigns_request using ((EXISTS ( SELECT
   FROM sequence
  WHERE (sequence.id = sequence_step.sequence_id))));

create policy tenant on workspace_settings as permissive for all to nimbus_campaigns_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

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
