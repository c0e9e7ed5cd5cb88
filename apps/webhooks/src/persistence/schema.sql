create table campaign_name (
  campaign_id uuid not null,
  workspace_id uuid not null,
  name text not null,
  version integer not null,
  constraint campaign_name_pkey PRIMARY KEY (campaign_id)
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table delivery (
  event_id uuid not null,
  endpoint_id uuid not null,
  workspace_id uuid not null,
  type text not null,
  status text not null default 'pending'::text,
  tries integer not null default 0,
  next_attempt_at timestamp with time zone,
  attempts jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  constraint delivery_pkey PRIMARY KEY (event_id, endpoint_id),
  constraint delivery_status CHECK ((status = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text]))),
  constraint delivery_waits CHECK (((status = 'pending'::text) = (next_attempt_at IS NOT NULL)))
);

create table delivery_figure (
  endpoint_id uuid not null,
  hour timestamp with time zone not null,
  attempts integer not null default 0,
  successes integer not null default 0,
  given_up integer not null default 0,
  constraint delivery_figure_pkey PRIMARY KEY (endpoint_id, hour),
  constraint delivery_figure_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoint(id) ON DELETE CASCADE
);

create table delivery_queue (
  endpoint_id uuid not null,
  due_at timestamp with time zone,
  holder uuid,
  held_until timestamp with time zone,
  failing_since timestamp with time zone,
  last_attempt_at timestamp with time zone,
  last_success_at timestamp with time zone,
  constraint delivery_queue_pkey PRIMARY KEY (endpoint_id),
  constraint delivery_queue_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoint(id) ON DELETE CASCADE,
  constraint delivery_queue_held CHECK (((holder IS NULL) = (held_until IS NULL)))
);

create table endpoint (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  url text not null,
  format text not null,
  active boolean not null,
  event_subscriptions text[] not null,
  event_types text[] not null,
  encrypted_headers text,
  encrypted_secret text,
  secret_preview text not null,
  previous_encrypted_secret text,
  previous_secret_until timestamp with time zone,
  disabled_reason text,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint endpoint_pkey PRIMARY KEY (id),
  constraint endpoint_deleted CHECK (((deleted_at IS NULL) OR (NOT active))),
  constraint endpoint_disabled CHECK ((((disabled_reason IS NULL) = (disabled_at IS NULL)) AND ((disabled_reason IS NULL) OR (NOT active)))),
  constraint endpoint_disabled_reason CHECK ((disabled_reason = ANY (ARRAY['gone'::text, 'failing'::text]))),
  constraint endpoint_format CHECK ((format = ANY (ARRAY['json'::text, 'slack'::text]))),
  constraint endpoint_previous_secret CHECK (((previous_encrypted_secret IS NULL) = (previous_secret_until IS NULL))),
  constraint endpoint_secret CHECK (((encrypted_secret IS NULL) = (deleted_at IS NOT NULL))),
  constraint endpoint_subscribes CHECK ((cardinality(event_subscriptions) > 0))
);

create table event (
  id uuid not null,
  workspace_id uuid not null,
  "position" bigint not null,
  type text not null,
  campaign_id uuid,
  created_at timestamp with time zone not null,
  stored_at timestamp with time zone not null,
  data json not null,
  constraint event_pkey PRIMARY KEY (id)
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

create table out_cursor (
  one boolean not null default true,
  "position" bigint not null,
  holder uuid,
  held_until timestamp with time zone,
  constraint out_cursor_pkey PRIMARY KEY (one),
  constraint out_cursor_held CHECK (((holder IS NULL) = (held_until IS NULL))),
  constraint out_cursor_one CHECK (one)
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

CREATE INDEX delivery_failed ON ONLY delivery USING btree (endpoint_id, event_id) WHERE (status = 'failed'::text);

CREATE INDEX delivery_of_endpoint ON ONLY delivery USING btree (endpoint_id, event_id);

CREATE INDEX delivery_pending ON ONLY delivery USING btree (endpoint_id, next_attempt_at, event_id) WHERE (status = 'pending'::text);

CREATE INDEX delivery_queue_due ON delivery_queue USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX delivery_queue_lease ON delivery_queue USING btree (held_until) WHERE (held_until IS NOT NULL);

CREATE INDEX endpoint_of_workspace ON endpoint USING btree (workspace_id) WHERE (deleted_at IS NULL);

CREATE INDEX event_by_type ON ONLY event USING btree (workspace_id, type, "position");

CREATE INDEX event_in_order ON ONLY event USING btree ((("position" + 0)));

CREATE INDEX event_of_campaign ON ONLY event USING btree (workspace_id, campaign_id, "position") WHERE (campaign_id IS NOT NULL);

CREATE INDEX event_of_campaign_by_type ON ONLY event USING btree (workspace_id, campaign_id, type, "position") WHERE (campaign_id IS NOT NULL);

CREATE INDEX event_of_workspace ON ONLY event USING btree (workspace_id, "position");

CREATE INDEX event_since ON ONLY event USING btree (workspace_id, stored_at, "position");

CREATE INDEX job_due ON job USING btree (due_at) WHERE (finished_at IS NULL);

CREATE INDEX job_expiry ON job USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE UNIQUE INDEX job_under_way ON job USING btree (workspace_id, type, key) WHERE (finished_at IS NULL);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

alter table campaign_name enable row level security;

alter table delivery enable row level security;

alter table delivery_figure enable row level security;

alter table delivery_queue enable row level security;

alter table endpoint enable row level security;

alter table event enable row level security;

alter table job enable row level security;

alter table job_part enable row level security;

create policy tenant on campaign_name as permissive for all to nimbus_webhooks_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on delivery as permissive for all to nimbus_webhooks_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on delivery_figure as permissive for all to nimbus_webhooks_request using ((EXISTS ( SELECT
   FROM endpoint
  WHERE (endpoint.id = delivery_figure.endpoint_id))));

create policy tenant on delivery_queue as permissive for all to nimbus_webhooks_request using ((EXISTS ( SELECT
   FROM endpoint
  WHERE (endpoint.id = delivery_queue.endpoint_id))));

create policy tenant on endpoint as permissive for all to nimbus_webhooks_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on event as permissive for all to nimbus_webhooks_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on job as permissive for all to nimbus_webhooks_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on job_part as permissive for all to nimbus_webhooks_request using ((EXISTS ( SELECT
   FROM job
  WHERE (job.id = job_part.job_id))));

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
