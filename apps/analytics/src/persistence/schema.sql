create table bounce (
  send_id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  class text not null,
  smtp_code integer,
  enhanced_code text,
  message text not null,
  at timestamp with time zone not null,
  reported boolean not null default false,
  constraint bounce_pkey PRIMARY KEY (send_id),
  constraint bounce_class CHECK ((class = ANY (ARRAY['hard'::text, 'mailbox_unavailable'::text, 'content_rejected'::text, 'reputation_blocked'::text, 'policy_rejected'::text, 'network'::text, 'unknown'::text])))
);

create table contact_fact (
  campaign_id uuid not null,
  contact_id uuid not null,
  counter text not null,
  workspace_id uuid not null,
  at timestamp with time zone not null,
  send_id uuid not null,
  step_id uuid not null,
  step_number integer not null,
  variant text,
  constraint contact_fact_pkey PRIMARY KEY (campaign_id, contact_id, counter),
  constraint contact_fact_counter CHECK ((counter = ANY (ARRAY['replied'::text, 'unsubscribed'::text, 'spam_complaints'::text]))),
  constraint contact_fact_step_number CHECK ((step_number >= 1)),
  constraint contact_fact_variant CHECK ((variant <> ''::text))
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table email_fact (
  send_id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  enrollment_id uuid not null,
  contact_id uuid not null,
  step_id uuid not null,
  step_number integer not null,
  variant text,
  account_id uuid,
  sent_at timestamp with time zone,
  bounced_at timestamp with time zone,
  opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  replied_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  complained_at timestamp with time zone,
  constraint email_fact_pkey PRIMARY KEY (send_id),
  constraint email_fact_step_number CHECK ((step_number >= 1)),
  constraint email_fact_variant CHECK ((variant <> ''::text))
);

create table job (
  id uuid not null,
  workspace_id uuid not null,
  type text not null,
  key text,
  status text not null,
  input jsonb not null,
  state jsonb,
  kept_for interval not null,
  awaited integer not null default 0,
  total integer not null,
  done integer not null default 0,
  parts integer not null default 0,
  error text,
  attempts integer not null default 0,
  due_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  expires_at timestamp with time zone,
  constraint job_pkey PRIMARY KEY (id),
  constraint job_awaited_check CHECK ((awaited >= 0)),
  constraint job_check CHECK ((total >= done)),
  constraint job_check1 CHECK (((finished_at IS NULL) = (status = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text])))),
  constraint job_check2 CHECK (((finished_at IS NULL) OR (expires_at IS NOT NULL))),
  constraint job_check3 CHECK (((error IS NULL) = (status <> 'failed'::text))),
  constraint job_status_check CHECK ((status = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text])))
);

create table job_part (
  job_id uuid not null,
  part integer not null,
  input jsonb,
  content text,
  result jsonb,
  constraint job_part_pkey PRIMARY KEY (job_id, part),
  constraint job_part_job_id_fkey FOREIGN KEY (job_id) REFERENCES job(id) ON DELETE CASCADE
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

create table quarter_total (
  campaign_id uuid not null,
  quarter timestamp with time zone not null,
  workspace_id uuid not null,
  total_sent integer not null,
  bounced integer not null,
  opened integer not null,
  clicked integer not null,
  replied integer not null,
  unsubscribed integer not null,
  spam_complaints integer not null,
  constraint quarter_total_pkey PRIMARY KEY (campaign_id, quarter),
  constraint quarter_total_quarter CHECK ((quarter = date_bin('00:15:00'::interval, quarter, '2000-01-01 00:00:00+00'::timestamp with time zone)))
);

create table reply (
  reply_id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  intent text not null,
  version integer not null,
  constraint reply_pkey PRIMARY KEY (reply_id),
  constraint reply_intent CHECK ((intent = ANY (ARRAY['interested'::text, 'not_interested'::text, 'objection'::text, 'question'::text, 'referral'::text, 'wrong_person'::text, 'ooo'::text, 'unsubscribe'::text, 'bounce'::text, 'other'::text]))),
  constraint reply_version CHECK ((version >= 1))
);

create table step_total (
  campaign_id uuid not null,
  step_id uuid not null,
  variant text not null default ''::text,
  step_number integer not null,
  workspace_id uuid not null,
  total_sent integer not null,
  bounced integer not null,
  opened integer not null,
  clicked integer not null,
  replied integer not null,
  unsubscribed integer not null,
  spam_complaints integer not null,
  updated_at timestamp with time zone not null default now(),
  constraint step_total_pkey PRIMARY KEY (campaign_id, step_id, variant),
  constraint step_total_step_number CHECK ((step_number >= 1))
);

CREATE INDEX bounce_of_campaign ON bounce USING btree (campaign_id);

CREATE INDEX email_fact_campaign ON email_fact USING btree (campaign_id);

CREATE INDEX job_due ON job USING btree (due_at) WHERE (finished_at IS NULL);

CREATE INDEX job_expiry ON job USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE UNIQUE INDEX job_under_way ON job USING btree (workspace_id, type, key) WHERE (finished_at IS NULL);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX reply_of_campaign ON reply USING btree (campaign_id);

alter table bounce enable row level security;

alter table contact_fact enable row level security;

alter table email_fact enable row level security;

alter table job enable row level security;

alter table job_part enable row level security;

alter table quarter_total enable row level security;

alter table reply enable row level security;

alter table step_total enable row level security;

create policy tenant on bounce as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on contact_fact as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on email_fact as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on job as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on job_part as permissive for all to nimbus_analytics_request using ((EXISTS ( SELECT
   FROM job
  WHERE (job.id = job_part.job_id))));

create policy tenant on quarter_total as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on reply as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on step_total as permissive for all to nimbus_analytics_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

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
