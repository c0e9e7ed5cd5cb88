create table campaign_candidate (
  campaign_id uuid not null,
  contact_id uuid not null,
  constraint campaign_candidate_pkey PRIMARY KEY (campaign_id, contact_id),
  constraint campaign_candidate_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign_replica(campaign_id)
);

create table campaign_replica (
  campaign_id uuid not null,
  workspace_id uuid not null,
  version integer not null,
  status text not null,
  filter jsonb not null,
  steps jsonb not null,
  time_zone text not null,
  max_new_leads_per_day integer not null,
  started_today integer not null default 0,
  day_resets_at timestamp with time zone,
  scan_after uuid,
  scan_done boolean not null default false,
  scan_again boolean not null default false,
  wake_at timestamp with time zone,
  exhausted_published_version integer,
  stop_on_reply boolean not null default true,
  stop_on_domain_reply boolean not null default false,
  recipient_time_zone boolean not null default false,
  traceparent text,
  lost_at timestamp with time zone,
  lost_until timestamp with time zone,
  delegated boolean not null default false,
  constraint campaign_replica_pkey PRIMARY KEY (campaign_id),
  constraint campaign_replica_lost CHECK (((lost_at IS NULL) = (lost_until IS NULL))),
  constraint campaign_replica_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'completed'::text, 'archived'::text]))),
  constraint campaign_replica_wakes CHECK (((wake_at IS NULL) OR (status = 'active'::text)))
);

create table changed_contact (
  id bigint not null generated always as identity,
  workspace_id uuid not null,
  contact_id uuid not null,
  constraint changed_contact_pkey PRIMARY KEY (id)
);

create table contact (
  id uuid not null,
  workspace_id uuid not null,
  email text not null,
  first_name text,
  last_name text,
  title text,
  seniority text,
  department text,
  country text,
  time_zone text,
  lead_score integer,
  icp_tier text,
  grade text,
  company_name text,
  company_domain text,
  company_industry text,
  tags text[] not null default '{}'::text[],
  custom_fields jsonb not null default '{}'::jsonb,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  phone text,
  mobile text,
  linkedin_url text,
  city text,
  state text,
  lead_source text,
  verification_status text,
  is_enriched boolean not null default false,
  company_employee_count integer,
  company_revenue_band text,
  words tsvector not null generated always as (strip(to_tsvector('simple'::regconfig, translate(((((((((((fold(email) || ' '::text) || COALESCE(fold(first_name), ''::text)) || ' '::text) || COALESCE(fold(last_name), ''::text)) || ' '::text) || COALESCE(fold(title), ''::text)) || ' '::text) || COALESCE(fold(company_name), ''::text)) || ' '::text) || COALESCE(fold(company_domain), ''::text)), '@.-_+/<>&:'::text, '          '::text)))) stored,
  tag_keys text[] not null generated always as (fold_all(tags)) stored,
  constraint contact_pkey PRIMARY KEY (workspace_id, id)
);

create table deleted_workspace (
  id uuid not null,
  deleted_at timestamp with time zone not null,
  constraint deleted_workspace_pkey PRIMARY KEY (id)
);

create table enrollment (
  id uuid not null,
  workspace_id uuid not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  email text not null,
  status text not null,
  current_step integer not null default 0,
  awaiting_step integer,
  next_step_at timestamp with time zone,
  last_sent_at timestamp with time zone,
  sending_account_id uuid,
  enrolled_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  stop_reason text,
  source text not null,
  reopened_after timestamp with time zone,
  postponed_until timestamp with time zone,
  constraint enrollment_pkey PRIMARY KEY (id),
  constraint enrollment_campaign_id_contact_id_key UNIQUE (campaign_id, contact_id),
  constraint enrollment_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign_replica(campaign_id),
  constraint enrollment_awaits CHECK (((awaiting_step IS NULL) OR (status = ANY (ARRAY['active'::text, 'removed'::text])))),
  constraint enrollment_finishes CHECK (((finished_at IS NULL) = (status = ANY (ARRAY['pending'::text, 'active'::text])))),
  constraint enrollment_has_next_step CHECK (((next_step_at IS NULL) OR (status = ANY (ARRAY['pending'::text, 'active'::text])))),
  constraint enrollment_source_check CHECK ((source = ANY (ARRAY['filter'::text, 'manual'::text]))),
  constraint enrollment_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'completed'::text, 'replied'::text, 'bounced'::text, 'unsubscribed'::text, 'removed'::text, 'failed'::text])))
);

create table erased_address (
  workspace_id uuid not null,
  hash bytea not null,
  constraint erased_address_pkey PRIMARY KEY (workspace_id, hash),
  constraint erased_address_hash_check CHECK ((octet_length(hash) = 32))
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

create table replied_domain (
  campaign_id uuid not null,
  domain text not null,
  workspace_id uuid not null,
  at timestamp with time zone not null,
  swept boolean not null default false,
  constraint replied_domain_pkey PRIMARY KEY (campaign_id, domain),
  constraint replied_domain_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign_replica(campaign_id),
  constraint replied_domain_domain_check CHECK ((domain = lower(domain)))
);

create table segment (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  conditions jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  type text not null default 'dynamic'::text,
  contact_count integer,
  contact_count_at timestamp with time zone,
  count_claimed_until timestamp with time zone,
  constraint segment_pkey PRIMARY KEY (id),
  constraint segment_check CHECK (((contact_count IS NULL) = (contact_count_at IS NULL))),
  constraint segment_type_check CHECK ((type = ANY (ARRAY['dynamic'::text, 'static'::text])))
);

create table segment_contact (
  segment_id uuid not null,
  contact_id uuid not null,
  constraint segment_contact_pkey PRIMARY KEY (segment_id, contact_id),
  constraint segment_contact_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segment(id) ON DELETE CASCADE
);

create table suppression (
  workspace_id uuid not null,
  kind text not null,
  value text not null,
  reason text not null,
  created_at timestamp with time zone not null,
  id uuid not null default uuid_v7(),
  exact boolean not null default false,
  constraint suppression_pkey PRIMARY KEY (workspace_id, kind, value),
  constraint suppression_exact CHECK (((kind = 'domain'::text) OR (NOT exact))),
  constraint suppression_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'domain'::text]))),
  constraint suppression_reason_check CHECK ((reason = ANY (ARRAY['unsubscribed'::text, 'hard_bounce'::text, 'spam_complaint'::text, 'manual'::text]))),
  constraint suppression_value_check CHECK ((value = lower(value)))
);

CREATE INDEX campaign_replica_wake ON campaign_replica USING btree (wake_at) WHERE (wake_at IS NOT NULL);

CREATE INDEX campaign_replica_workspace ON campaign_replica USING btree (workspace_id) WHERE (status = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text]));

CREATE INDEX changed_contact_workspace ON changed_contact USING btree (workspace_id, id);

CREATE UNIQUE INDEX contact_email ON contact USING btree (workspace_id, lower(email) COLLATE "C");

CREATE INDEX contact_score ON contact USING btree (workspace_id, lead_score);

CREATE INDEX contact_terms ON contact USING gin (words, tag_keys, (ARRAY[fold(icp_tier)]), (ARRAY[fold(grade)]), (ARRAY[fold(seniority)]), (ARRAY[fold(department)]), (ARRAY[fold(country)]), (ARRAY[fold(company_industry)]), (ARRAY[fold(verification_status)])) WITH (gin_pending_list_limit='1024');

CREATE INDEX contact_times ON contact USING brin (created_at, updated_at);

CREATE INDEX enrollment_due ON enrollment USING btree (campaign_id, next_step_at) WHERE ((status = 'active'::text) AND (awaiting_step IS NULL));

CREATE INDEX enrollment_ended ON enrollment USING btree (campaign_id, id) WHERE (status = ANY (ARRAY['replied'::text, 'bounced'::text, 'unsubscribed'::text, 'removed'::text, 'failed'::text]));

CREATE INDEX enrollment_leaving ON enrollment USING btree (campaign_id) WHERE ((status = 'removed'::text) AND (awaiting_step IS NOT NULL));

CREATE INDEX enrollment_of_campaign ON enrollment USING btree (campaign_id, id);

CREATE INDEX enrollment_pending ON enrollment USING btree (campaign_id, id) WHERE (status = 'pending'::text);

CREATE INDEX enrollment_unfinished ON enrollment USING btree (campaign_id) WHERE (status = ANY (ARRAY['pending'::text, 'active'::text]));

CREATE INDEX enrollment_unfinished_domain ON enrollment USING btree (campaign_id, split_part(lower(email), '@'::text, 2)) WHERE (status = ANY (ARRAY['pending'::text, 'active'::text]));

CREATE INDEX enrollment_unfinished_email ON enrollment USING btree (workspace_id, lower(email)) WHERE (status = ANY (ARRAY['pending'::text, 'active'::text]));

CREATE INDEX job_due ON job USING btree (due_at) WHERE (finished_at IS NULL);

CREATE INDEX job_expiry ON job USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE UNIQUE INDEX job_under_way ON job USING btree (workspace_id, type, key) WHERE (finished_at IS NULL);

CREATE INDEX outbox_history ON outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree ("position") WHERE (published_at IS NULL);

CREATE INDEX processed_event_age ON processed_event USING btree (processed_at);

CREATE INDEX replied_domain_unswept ON replied_domain USING btree (at) WHERE (NOT swept);

CREATE INDEX segment_contact_contact ON segment_contact USING btree (contact_id);

CREATE INDEX segment_count_age ON segment USING btree (contact_count_at NULLS FIRST);

CREATE INDEX segment_workspace ON segment USING btree (workspace_id, id);

CREATE UNIQUE INDEX suppression_of_workspace ON suppression USING btree (workspace_id, id);

alter table campaign_candidate enable row level security;

alter table campaign_replica enable row level security;

alter table changed_contact enable row level security;

alter table contact enable row level security;

alter table enrollment enable row level security;

alter table erased_address enable row level security;

alter table job enable row level security;

alter table job_part enable row level security;

alter table replied_domain enable row level security;

alter table segment enable row level security;

alter table segment_contact enable row level security;

alter table suppression enable row level security;

create policy tenant on campaign_candidate as permissive for all to nimbus_enrollment_request using ((EXISTS ( SELECT
   FROM campaign_replica
  WHERE (campaign_replica.campaign_id = campaign_candidate.campaign_id))));

create policy tenant on campaign_replica as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on changed_contact as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on contact as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on enrollment as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on erased_address as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on job as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on job_part as permissive for all to nimbus_enrollment_request using ((EXISTS ( SELECT
   FROM job
  WHERE (job.id = job_part.job_id))));

create policy tenant on replied_domain as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on segment as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

create policy tenant on segment_contact as permissive for all to nimbus_enrollment_request using ((EXISTS ( SELECT
   FROM segment
  WHERE (segment.id = segment_contact.segment_id))));

create policy tenant on suppression as permissive for all to nimbus_enrollment_request using ((workspace_id = ( SELECT (NULLIF(current_setting('nimbus.workspace_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE OR REPLACE FUNCTION address_hash(workspace uuid, address text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        select sha256(convert_to(workspace::text || lower(address), 'UTF8'))
      $function$;

CREATE OR REPLACE FUNCTION fold(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select 
  case when octet_length(value) = length(value) then lower(value) else
    replace(replace(replace(replace(translate(
      lower(normalize(regexp_replace(normalize(value, nfkd), '[\u0300-\u036f]', '', 'g'), nfkc)),
      'øłđıðħŧςØŁĐÐĦŦ', 'oldidhtσolddht'
    ), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'œ', 'oe')
  end $function$;

CREATE OR REPLACE FUNCTION fold_all(labels text[])
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  declare
    joined text := array_to_string(labels, e'\x1f') || e'\x1f';
  begin
    if labels = '{}' then return labels; end if;
    return (string_to_array(
  case when octet_length(joined) = length(joined) then lower(joined) else
    replace(replace(replace(replace(translate(
      lower(normalize(regexp_replace(normalize(joined, nfkd), '[\u0300-\u036f]', '', 'g'), nfkc)),
      'øłđıðħŧςØŁĐÐĦŦ', 'oldidhtσolddht'
    ), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'œ', 'oe')
  end, e'\x1f'))[:cardinality(labels)];
  end
  $function$;

CREATE OR REPLACE FUNCTION parent_domains(address text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  declare
    domain text := lower(split_part(address, '@', 2));
    parents text[] := '{}';
  begin
    loop
      domain := substr(domain, strpos(domain, '.') + 1);
      exit when strpos(domain, '.') = 0;
      parents := parents || domain;
    end loop;
    return parents;
  end
  $function$;

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
