create table access_token (
  account_id uuid not null,
  workspace_id uuid not null,
  encrypted_token text,
  fetched_at timestamp with time zone,
  expires_at timestamp with time zone,
  fetching_until timestamp with time zone not null,
  constraint access_token_pkey PRIMARY KEY (account_id),
  constraint access_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES sending_account(id) ON DELETE CASCADE,
  constraint access_token_whole CHECK ((num_nulls(encrypted_token, fetched_at, expires_at) = ANY (ARRAY[0, 3])))
);

create table account_day (
  account_id uuid not null,
  day date not null,
  sent integer not null,
  bounced integer not null,
  complained integer,
  constraint account_day_pkey PRIMARY KEY (account_id, day),
  constraint account_day_account_id_fkey FOREIGN KEY (account_id) REFERENCES sending_account(id),
  constraint account_day_counts CHECK (((sent >= 0) AND (bounced >= 0) AND (complained >= 0)))
);

create table account_health (
  account_id uuid not null,
  workspace_id uuid not null,
  touched bigint not null default 0,
  refreshed bigint not null default '-1'::integer,
  hour timestamp with time zone not null default '-infinity'::timestamp with time zone,
  first_sent_at timestamp with time zone,
  folded_sends bigint not null default 0,
  day_sent integer not null default 0,
  day_bounced integer not null default 0,
  day_complained integer not null default 0,
  day_opened integer not null default 0,
  day_replied integer not null default 0,
  day_unsubscribed integer not null default 0,
  week_sent integer not null default 0,
  week_bounced integer not null default 0,
  week_complained integer not null default 0,
  week_opened integer not null default 0,
  week_replied integer not null default 0,
  week_unsubscribed integer not null default 0,
  month_sent integer not null default 0,
  month_bounced integer not null default 0,
  month_complained integer not null default 0,
  month_opened integer not null default 0,
  month_replied integer not null default 0,
  month_unsubscribed integer not null default 0,
  placed_inbox integer not null default 0,
  placed_spam integer not null default 0,
  constraint account_health_pkey PRIMARY KEY (account_id),
  constraint account_health_account_id_fkey FOREIGN KEY (account_id) REFERENCES sending_account(id)
);

create table account_hour (
  account_id uuid not null,
  workspace_id uuid not null,
  hour timestamp with time zone not null,
  sent integer not null default 0,
  bounced integer not null default 0,
  complained integer not null default 0,
  opened integer not null default 0,
  replied integer not null default 0,
  unsubscribed integer not null default 0,
  warmup_sent integer not null default 0,
  warmup_bounced integer not null default 0,
  placed_inbox integer not null default 0,
  placed_spam integer not null default 0,
  constraint account_hour_pkey PRIMARY KEY (account_id, hour),
  constraint account_hour_hour CHECK ((hour = date_trunc('hour'::text, hour, 'UTC'::text)))
);

create table campaign_hour (
  campaign_id uuid not null,
  workspace_id uuid not null,
  hour timestamp with time zone not null,
  sent integer not null,
  bounced integer not null,
  complained integer not null,
  constraint campaign_hour_pkey PRIMARY KEY (campaign_id, hour)
);

create table campaign_watch (
  campaign_id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  since timestamp with time zone,
  constraint campaign_watch_pkey PRIMARY KEY (campaign_id)
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table deliverability_event (
  id uuid not null,
  workspace_id uuid not null,
  type text not null,
  campaign_id uuid,
  sending_account_id uuid,
  domain text,
  message text not null,
  reasons jsonb not null,
  data jsonb not null,
  occasion text,
  at timestamp with time zone not null,
  constraint deliverability_event_pkey PRIMARY KEY (id),
  constraint deliverability_event_occasion UNIQUE (workspace_id, type, occasion)
);

create table gate_decision (
  id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid,
  verdict text not null,
  blocking_reasons jsonb not null,
  policy_version integer not null,
  decided_at timestamp with time zone not null,
  warnings jsonb,
  facts jsonb,
  constraint gate_decision_pkey PRIMARY KEY (id),
  constraint gate_decision_verdict CHECK (((verdict = ANY (ARRAY['allowed'::text, 'blocked'::text])) AND ((verdict = 'allowed'::text) = (blocking_reasons = '[]'::jsonb))))
);

create table gate_policy (
  workspace_id uuid not null,
  version integer not null,
  min_stage integer not null,
  min_stage_inboxes integer not null,
  min_fleet_score integer not null,
  max_bounce_rate double precision not null,
  max_complaint_rate double precision not null,
  min_sample integer not null,
  updated_at timestamp with time zone not null,
  mode text,
  auto_pause_min_sample integer,
  auto_pause_max_bounce_rate double precision,
  auto_pause_max_complaint_rate double precision,
  account_pause_min_sample integer,
  account_pause_max_bounce_rate double precision,
  warmup_ramp boolean,
  constraint gate_policy_pkey PRIMARY KEY (workspace_id),
  constraint gate_policy_account_pause_max_bounce_rate_check CHECK (((account_pause_max_bounce_rate > (0)::double precision) AND (account_pause_max_bounce_rate < (1)::double precision))),
  constraint gate_policy_account_pause_min_sample_check CHECK ((account_pause_min_sample >= 1)),
  constraint gate_policy_auto_pause_max_bounce_rate_check CHECK (((auto_pause_max_bounce_rate > (0)::double precision) AND (auto_pause_max_bounce_rate < (1)::double precision))),
  constraint gate_policy_auto_pause_max_complaint_rate_check CHECK (((auto_pause_max_complaint_rate > (0)::double precision) AND (auto_pause_max_complaint_rate < (1)::double precision))),
  constraint gate_policy_auto_pause_min_sample_check CHECK ((auto_pause_min_sample >= 1)),
  constraint gate_policy_inboxes CHECK ((((min_stage >= 0) AND (min_stage <= 5)) AND (min_stage_inboxes >= 0))),
  constraint gate_policy_mode_check CHECK ((mode = ANY (ARRAY['automated'::text, 'supervised'::text]))),
  constraint gate_policy_rates CHECK ((((max_bounce_rate >= (0)::double precision) AND (max_bounce_rate <= (1)::double precision)) AND ((max_complaint_rate >= (0)::double precision) AND (max_complaint_rate <= (1)::double precision)) AND (min_sample >= 1))),
  constraint gate_policy_score CHECK (((min_fleet_score >= 0) AND (min_fleet_score <= 100))),
  constraint gate_policy_version CHECK ((version >= 1))
);

create table message_fact (
  send_id uuid not null,
  workspace_id uuid not null,
  account_id uuid,
  campaign_id uuid,
  warmup boolean not null,
  sent_at timestamp with time zone,
  bounced_at timestamp with time zone,
  complained_at timestamp with time zone,
  opened_at timestamp with time zone,
  replied_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  placement text,
  first_at timestamp with time zone not null,
  constraint message_fact_pkey PRIMARY KEY (send_id, workspace_id),
  constraint message_fact_placement CHECK ((placement = ANY (ARRAY['inbox'::text, 'spam'::text])))
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

create table sending_account (
  id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  email text not null,
  display_name text not null,
  provider text not null,
  status text not null,
  status_reason text,
  smtp_host text,
  smtp_port integer,
  smtp_secure boolean,
  smtp_user text,
  smtp_encrypted_password text,
  imap_host text,
  imap_port integer,
  imap_secure boolean,
  imap_user text,
  imap_encrypted_password text,
  daily_send_limit integer not null,
  time_zone text not null,
  warmup_started_at timestamp with time zone,
  cumulative_sends integer not null,
  reputation double precision,
  spf text not null,
  dkim text not null,
  dmarc text not null,
  health_score integer not null,
  scored_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  smtp_require_tls boolean,
  imap_require_tls boolean,
  rests_until timestamp with time zone,
  rest_reason text,
  oauth_client_id text,
  oauth_encrypted_client_secret text,
  oauth_encrypted_refresh_token text,
  oauth_token_url text,
  oauth_scope text,
  login_version integer not null default 1,
  refused_by text,
  mailbox_seen_at timestamp with time zone,
  imported_sends integer,
  imported_started_at timestamp with time zone,
  start_reputation double precision,
  reputation_reported_at timestamp with time zone,
  dkim_selectors text[],
  watch_since timestamp with time zone,
  tolerated_failures text[],
  ramp_limit integer,
  warms_up boolean,
  constraint sending_account_pkey PRIMARY KEY (id),
  constraint sending_account_authentication CHECK (((spf = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])) AND (dkim = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])) AND (dmarc = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])))),
  constraint sending_account_deleted_has_no_tokens CHECK (((deleted_at IS NULL) OR (oauth_client_id IS NULL))),
  constraint sending_account_deleted_is_out CHECK (((deleted_at IS NULL) OR ((status = 'disconnected'::text) AND (num_nonnulls(smtp_encrypted_password, imap_encrypted_password) = 0)))),
  constraint sending_account_error_says_why CHECK (((status <> 'error'::text) OR (status_reason IS NOT NULL))),
  constraint sending_account_health CHECK (((health_score >= 0) AND (health_score <= 100))),
  constraint sending_account_imap CHECK (((num_nulls(imap_host, imap_port, imap_secure) = ANY (ARRAY[0, 3])) AND ((imap_host IS NOT NULL) OR (num_nonnulls(imap_user, imap_encrypted_password) = 0)))),
  constraint sending_account_imap_tls CHECK (((imap_host IS NOT NULL) OR (imap_require_tls IS NULL))),
  constraint sending_account_limit CHECK ((daily_send_limit >= 0)),
  constraint sending_account_login_version CHECK (((login_version >= 1) AND (login_version <= version))),
  constraint sending_account_oauth CHECK (((num_nulls(oauth_client_id, oauth_encrypted_refresh_token, oauth_token_url) = ANY (ARRAY[0, 3])) AND ((oauth_client_id IS NOT NULL) OR (num_nonnulls(oauth_encrypted_client_secret, oauth_scope) = 0)))),
  constraint sending_account_provider CHECK (
CASE
    WHEN (provider = ANY (ARRAY['smtp'::text, 'gmail'::text, 'microsoft365'::text])) THEN (num_nulls(smtp_host, smtp_port, smtp_secure) = 0)
    ELSE ((provider = ANY (ARRAY['reachinbox'::text, 'smartlead'::text, 'instantly'::text, 'lemlist'::text])) AND (num_nonnulls(smtp_host, smtp_port, smtp_secure, smtp_user, smtp_encrypted_password, imap_host, oauth_client_id) = 0))
END) NOT VALID,
  constraint sending_account_ramp_limit_check CHECK ((ramp_limit >= 0)),
  constraint sending_account_refused CHECK ((((refused_by IS NOT NULL) = (status = 'error'::text)) AND (refused_by = ANY (ARRAY['smtp'::text, 'imap'::text, 'token'::text, 'platform'::text])))) NOT VALID,
  constraint sending_account_reputation CHECK (((reputation >= (0)::double precision) AND (reputation <= (100)::double precision))),
  constraint sending_account_rest_has_a_reason CHECK (((rests_until IS NULL) = (rest_reason IS NULL))),
  constraint sending_account_status CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'disconnected'::text, 'error'::text]))),
  constraint sending_account_version CHECK ((version >= 1)),
  constraint sending_account_warmup CHECK ((cumulative_sends >= 0))
);

create table sending_domain (
  id uuid not null,
  workspace_id uuid not null,
  domain text not null,
  spf text not null default 'unknown'::text,
  dkim text not null default 'unknown'::text,
  dmarc text not null default 'unknown'::text,
  dmarc_policy text,
  findings jsonb not null default '{}'::jsonb,
  first_seen_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  known_at timestamp with time zone,
  next_check_at timestamp with time zone not null,
  constraint sending_domain_pkey PRIMARY KEY (id),
  constraint sending_domain_once UNIQUE (workspace_id, domain),
  constraint sending_domain_case CHECK ((domain = lower(domain))),
  constraint sending_domain_known CHECK (((known_at IS NULL) OR (checked_at IS NOT NULL))),
  constraint sending_domain_policy CHECK ((dmarc_policy = ANY (ARRAY['none'::text, 'quarantine'::text, 'reject'::text]))),
  constraint sending_domain_results CHECK (((spf = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])) AND (dkim = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])) AND (dmarc = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text]))))
);

create table warmup_account (
  campaign_id uuid not null,
  account_id uuid not null,
  workspace_id uuid not null,
  member boolean not null,
  days integer not null default 0,
  planned_on date,
  constraint warmup_account_pkey PRIMARY KEY (campaign_id, account_id),
  constraint warmup_account_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES warmup_campaign(campaign_id) ON DELETE CASCADE,
  constraint warmup_account_days CHECK (((days >= 0) AND ((days = 0) = (planned_on IS NULL))))
);

create table warmup_campaign (
  campaign_id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  active boolean not null,
  ramp_start integer not null,
  ramp_step integer not null,
  ramp_ceiling integer not null,
  start_hour integer not null,
  end_hour integer not null,
  send_days integer[] not null,
  time_zone text not null,
  plan_at timestamp with time zone not null,
  constraint warmup_campaign_pkey PRIMARY KEY (campaign_id),
  constraint warmup_campaign_ramp CHECK (((ramp_start >= 1) AND (ramp_step >= 0) AND (ramp_ceiling >= ramp_start)))
);

create table warmup_message (
  id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  from_account_id uuid not null,
  to_account_id uuid not null,
  day date not null,
  thread_id uuid not null,
  depth integer not null,
  answers uuid,
  "references" text[] not null,
  status text not null,
  due_at timestamp with time zone not null,
  closes_at timestamp with time zone not null,
  next_try_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  placement text,
  received_at timestamp with time zone,
  constraint warmup_message_pkey PRIMARY KEY (id),
  constraint warmup_message_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES warmup_campaign(campaign_id) ON DELETE CASCADE,
  constraint warmup_message_never_to_itself CHECK ((from_account_id <> to_account_id)),
  constraint warmup_message_receipt CHECK (((num_nonnulls(placement, received_at) = ANY (ARRAY[0, 2])) AND (placement = ANY (ARRAY['inbox'::text, 'spam'::text])))),
  constraint warmup_message_status CHECK ((status = ANY (ARRAY['planned'::text, 'handed_over'::text, 'sent'::text, 'bounced'::text, 'failed'::text, 'indeterminate'::text, 'dropped'::text]))),
  constraint warmup_message_thread CHECK (((depth >= 0) AND ((depth = 0) = (thread_id = id)) AND ((depth = 0) = (answers IS NULL))))
);

CREATE INDEX account_health_of_workspace ON account_health USING btree (workspace_id);

CREATE INDEX account_hour_age ON account_hour USING brin (hour);

CREATE INDEX campaign_hour_age ON campaign_hour USING brin (hour);

CREATE INDEX campaign_watch_of_workspace ON campaign_watch USING btree (workspace_id);

CREATE INDEX deliverability_event_age ON deliverability_event USING btree (at);

CREATE INDEX deliverability_event_of_workspace ON deliverability_event USING btree (workspace_id, id);

CREATE INDEX gate_decision_age ON gate_decision USING btree (decided_at);

CREATE INDEX gate_decision_of_workspace ON gate_decision USING btree (workspace_id, id);

CREATE INDEX message_fact_age ON message_fact USING btree (first_at);

CREATE INDEX message_fact_of_account ON message_fact USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX message_fact_of_campaign ON message_fact USING btree (campaign_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE UNIQUE INDEX sending_account_email ON sending_account USING btree (workspace_id, lower(email)) WHERE (deleted_at IS NULL);

CREATE INDEX sending_account_of_domain ON sending_account USING btree (workspace_id, lower(split_part(email, '@'::text, 2)));

CREATE INDEX sending_account_of_workspace ON sending_account USING btree (workspace_id, id);

CREATE INDEX sending_account_scored ON sending_account USING btree (scored_at);

CREATE INDEX sending_domain_due ON sending_domain USING btree (next_check_at);

CREATE INDEX sending_domain_of_workspace ON sending_domain USING btree (workspace_id, id);

CREATE INDEX warmup_account_of_account ON warmup_account USING btree (account_id) WHERE member;

CREATE INDEX warmup_campaign_of_workspace ON warmup_campaign USING btree (workspace_id);

CREATE INDEX warmup_campaign_plan ON warmup_campaign USING btree (plan_at) WHERE active;

CREATE INDEX warmup_message_age ON warmup_message USING btree (due_at);

CREATE UNIQUE INDEX warmup_message_answered_once ON warmup_message USING btree (answers) WHERE (answers IS NOT NULL);

CREATE INDEX warmup_message_due ON warmup_message USING btree (next_try_at) WHERE (status = 'planned'::text);

CREATE INDEX warmup_message_of_account ON warmup_message USING btree (campaign_id, from_account_id, day);

alter table access_token enable row level security;

alter table account_day enable row level security;

alter table account_health enable row level security;

alter table account_hour enable row level security;

alter table campaign_hour enable row level security;

alter table campaign_watch enable row level security;

alter table deliverability_event enable row level security;

alter table gate_decision enable row level security;

alter table gate_policy enable row level security;

alter table message_fact enable row level security;

alter table sending_account enable row level security;

alter table sending_domain enable row level security;

alter table warmup_account enable row level security;

alter table warmup_campaign enable row level security;

alter table warmup_message enable row level security;

create policy tenant on access_token as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on account_day as permissive for all to nimbus_deliverability_request using ((EXISTS ( SELECT
   FROM sending_account
  WHERE (sending_account.id = account_day.account_id))));

create policy tenant on account_health as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on account_hour as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on campaign_hour as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on campaign_watch as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on deliverability_event as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on gate_decision as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on gate_policy as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on message_fact as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on sending_account as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on sending_domain as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on warmup_account as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on warmup_campaign as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on warmup_message as permissive for all to nimbus_deliverability_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE TRIGGER forward_account_day AFTER INSERT OR UPDATE ON account_day FOR EACH ROW EXECUTE FUNCTION forward_account_day();

CREATE OR REPLACE FUNCTION forward_account_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into account_hour (account_id, workspace_id, hour, sent, bounced, complained)
    select id, workspace_id, date_trunc('hour', new.day::timestamp at time zone time_zone, 'UTC'),
      new.sent - coalesce(old.sent, 0), new.bounced - coalesce(old.bounced, 0),
      coalesce(new.complained, 0) - coalesce(old.complained, 0)
    from sending_account where id = new.account_id
    on conflict (account_id, hour) do update set
      sent = account_hour.sent + excluded.sent, bounced = account_hour.bounced + excluded.bounced,
      complained = account_hour.complained + excluded.complained;
    insert into account_health as health (account_id, workspace_id)
    select id, workspace_id from sending_account where id = new.account_id
    on conflict (account_id) do update set touched = health.touched + 1;
    return null;
  end $function$;

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
