create table api_key (
  id uuid not null,
  workspace_id uuid not null,
  name text not null default 'First key'::text,
  hash bytea not null,
  prefix text not null,
  scopes text[] not null,
  rate_limit integer,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by jsonb,
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_hash_key UNIQUE (hash),
  constraint api_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE,
  constraint api_key_hash_check CHECK ((octet_length(hash) = 32)),
  constraint api_key_rate_limit_check CHECK (((rate_limit >= 1) AND (rate_limit <= 3000)))
);

create table app_user (
  id uuid not null,
  workspace_id uuid not null,
  email text not null,
  password_hash text,
  role text not null default 'owner'::text,
  created_at timestamp with time zone not null,
  name text,
  deactivated_at timestamp with time zone,
  constraint app_user_pkey PRIMARY KEY (id),
  constraint app_user_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE,
  constraint app_user_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text, 'viewer'::text])))
);

create table audit_event (
  id uuid not null,
  workspace_id uuid not null,
  action text not null,
  actor jsonb not null,
  actor_id text generated always as ((actor ->> 'id'::text)) stored,
  target jsonb,
  address text not null,
  user_agent text,
  request_id text not null,
  created_at timestamp with time zone not null,
  details jsonb not null,
  constraint audit_event_pkey PRIMARY KEY (id),
  constraint audit_event_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE,
  constraint audit_event_details_check CHECK ((octet_length((details)::text) <= 4000))
);

create table client (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint client_pkey PRIMARY KEY (id),
  constraint client_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table event_stream (
  id uuid not null,
  workspace_id uuid not null,
  expires_at timestamp with time zone not null,
  constraint event_stream_pkey PRIMARY KEY (id),
  constraint event_stream_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE
);

create table idempotency_record (
  workspace_id uuid not null,
  key_hash bytea not null,
  request_hash bytea not null,
  claim_id uuid not null,
  claimed_until timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  status smallint,
  media_type text,
  body bytea,
  kept boolean not null default true,
  constraint idempotency_record_pkey PRIMARY KEY (workspace_id, key_hash),
  constraint idempotency_record_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE,
  constraint idempotency_record_check CHECK ((((status IS NULL) = (body IS NULL)) AND ((status IS NULL) = (media_type IS NULL))))
);

create table idempotency_usage (
  workspace_id uuid not null,
  hour timestamp with time zone not null,
  bytes bigint not null,
  constraint idempotency_usage_pkey PRIMARY KEY (workspace_id, hour),
  constraint idempotency_usage_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE,
  constraint idempotency_usage_bytes_check CHECK ((bytes >= 0))
);

create table link_hit (
  id uuid not null,
  workspace_id uuid not null,
  send_id uuid not null,
  "position" integer not null,
  links integer not null,
  url text not null,
  machine boolean not null,
  at timestamp with time zone not null,
  message jsonb not null,
  judged_at timestamp with time zone,
  constraint link_hit_pkey PRIMARY KEY (id)
);

create table login_attempt (
  name bytea not null,
  failures integer not null,
  blocked_until timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint login_attempt_pkey PRIMARY KEY (name),
  constraint login_attempt_failures_check CHECK ((failures > 0)),
  constraint login_attempt_name_check CHECK ((octet_length(name) = 32))
);

create table one_time_token (
  user_id uuid not null,
  purpose text not null,
  hash bytea not null,
  expires_at timestamp with time zone not null,
  constraint one_time_token_pkey PRIMARY KEY (user_id, purpose),
  constraint one_time_token_hash_key UNIQUE (hash),
  constraint one_time_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint one_time_token_hash_check CHECK ((octet_length(hash) = 32)),
  constraint one_time_token_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'password_reset'::text])))
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

create table rate_counter (
  name text not null,
  minute timestamp with time zone not null,
  ceiling integer not null,
  used integer not null,
  granted integer not null,
  constraint rate_counter_pkey PRIMARY KEY (name, minute),
  constraint rate_counter_used_check CHECK ((used >= 0))
);

create table recovery_code (
  user_id uuid not null,
  hash bytea not null,
  constraint recovery_code_pkey PRIMARY KEY (user_id, hash),
  constraint recovery_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES totp(user_id) ON DELETE CASCADE,
  constraint recovery_code_hash_check CHECK ((octet_length(hash) = 32))
);

create table session (
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  address text,
  user_agent text,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint session_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

create table totp (
  user_id uuid not null,
  secret bytea not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  tries integer not null default 0,
  tries_since timestamp with time zone not null,
  constraint totp_pkey PRIMARY KEY (user_id),
  constraint totp_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  constraint totp_tries_check CHECK ((tries >= 0))
);

create table tracking_domain (
  workspace_id uuid not null,
  domain text not null,
  status text not null default 'pending'::text,
  failures integer not null default 0,
  problem text,
  checked_at timestamp with time zone,
  next_check_at timestamp with time zone not null,
  constraint tracking_domain_pkey PRIMARY KEY (workspace_id),
  constraint tracking_domain_domain_key UNIQUE (domain),
  constraint tracking_domain_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE,
  constraint tracking_domain_domain_check CHECK ((domain = lower(domain))),
  constraint tracking_domain_failures_check CHECK ((failures >= 0)),
  constraint tracking_domain_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'failed'::text])))
);

create table used_refresh_token (
  hash bytea not null,
  session_id uuid not null,
  used_at timestamp with time zone not null,
  constraint used_refresh_token_pkey PRIMARY KEY (hash),
  constraint used_refresh_token_session_id_fkey FOREIGN KEY (session_id) REFERENCES session(id) ON DELETE CASCADE,
  constraint used_refresh_token_hash_check CHECK ((octet_length(hash) = 32))
);

create table workspace (
  id uuid not null,
  name text not null,
  time_zone text not null,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  footer text,
  postal_address text,
  constraint workspace_pkey PRIMARY KEY (id)
);

CREATE INDEX api_key_workspace ON api_key USING btree (workspace_id);

CREATE UNIQUE INDEX app_user_email ON app_user USING btree (workspace_id, lower(email));

CREATE INDEX app_user_login ON app_user USING btree (lower(email));

CREATE INDEX app_user_workspace ON app_user USING btree (workspace_id, id);

CREATE INDEX audit_event_age ON audit_event USING btree (created_at);

CREATE INDEX audit_event_workspace ON audit_event USING btree (workspace_id, id);

CREATE INDEX client_workspace ON client USING btree (workspace_id, id);

CREATE INDEX event_stream_workspace ON event_stream USING btree (workspace_id);

CREATE INDEX idempotency_record_expiry ON idempotency_record USING btree (expires_at);

CREATE INDEX idempotency_usage_hour ON idempotency_usage USING btree (hour);

CREATE INDEX link_hit_judged ON link_hit USING btree (judged_at);

CREATE INDEX link_hit_send ON link_hit USING btree (send_id, at);

CREATE INDEX link_hit_waiting ON link_hit USING btree (at) WHERE (judged_at IS NULL);

CREATE INDEX login_attempt_age ON login_attempt USING btree (last_at);

CREATE INDEX one_time_token_expiry ON one_time_token USING btree (expires_at);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX rate_counter_minute ON rate_counter USING btree (minute);

CREATE INDEX session_age ON session USING btree (last_used_at);

CREATE INDEX session_user_id ON session USING btree (user_id);

CREATE INDEX tracking_domain_next_check ON tracking_domain USING btree (next_check_at);

CREATE INDEX used_refresh_token_age ON used_refresh_token USING btree (used_at);

CREATE INDEX used_refresh_token_session ON used_refresh_token USING btree (session_id);

alter table api_key enable row level security;

alter table app_user enable row level security;

alter table audit_event enable row level security;

alter table client enable row level security;

alter table event_stream enable row level security;

alter table idempotency_record enable row level security;

alter table idempotency_usage enable row level security;

alter table link_hit enable row level security;

alter table one_time_token enable row level security;

alter table recovery_code enable row level security;

alter table session enable row level security;

alter table totp enable row level security;

alter table tracking_domain enable row level security;

alter table used_refresh_token enable row level security;

alter table workspace enable row level security;

create policy tenant on api_key as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on app_user as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on audit_event as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on client as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on event_stream as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on idempotency_record as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on idempotency_usage as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on link_hit as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on one_time_token as permissive for all to nimbus_gateway_request using ((EXISTS ( SELECT
   FROM app_user
  WHERE (app_user.id = one_time_token.user_id))));

create policy tenant on recovery_code as permissive for all to nimbus_gateway_request using ((EXISTS ( SELECT
   FROM totp
  WHERE (totp.user_id = recovery_code.user_id))));

create policy tenant on session as permissive for all to nimbus_gateway_request using ((EXISTS ( SELECT
   FROM app_user
  WHERE (app_user.id = session.user_id))));

create policy tenant on totp as permissive for all to nimbus_gateway_request using ((EXISTS ( SELECT
   FROM app_user
  WHERE (app_user.id = totp.user_id))));

create policy tenant on tracking_domain as permissive for all to nimbus_gateway_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on used_refresh_token as permissive for all to nimbus_gateway_request using ((EXISTS ( SELECT
   FROM session
  WHERE (session.id = used_refresh_token.session_id))));

create policy tenant on workspace as permissive for all to nimbus_gateway_request using ((id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

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
