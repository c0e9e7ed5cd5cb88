import { MILESTONES } from '../domain/email-fact.js';
import {
  ADD_EXCLUDED,
  COUNTED_OF_MESSAGE,
  COUNTER_COLUMNS,
  DONE_BY_CONTACT,
  QUARTER,
  SUM_OF_CHANGES,
  VARIANT_KEY,
} from './counting.sql.js';

/*
 * The statements of one batch, in this order and in one transaction. Their number does not depend on the batch.
 *
 * Rows are locked by one statement and changed by a later one. Under READ COMMITTED a statement sees what was
 * committed when it began. One that waits for a lock goes on with the new version of the locked row alone, while all
 * else in it, such as the state before that the counters are compared with, is still as old as the statement: two
 * consumers with the same event would both see the milestone turn. The statement after the lock begins with a fresh
 * snapshot, in which what the other consumer did is there, and nothing can change any more.
 *
 * Every statement that locks goes through its rows in the order of their keys, and all transactions lock messages
 * before contacts before totals, so that overlapping batches wait for each other but never in a circle.
 */

const eachMilestone = (sqlOf: (column: string) => string, separator: string): string =>
  MILESTONES.map((milestone) => sqlOf(`${milestone}_at`)).join(separator);

const INCOMING = `
  jsonb_to_recordset($1::jsonb) as incoming (
    send_id uuid, workspace_id uuid, campaign_id uuid, enrollment_id uuid, contact_id uuid,
    step_id uuid, step_number integer, variant text, account_id uuid,
    ${eachMilestone((at) => `${at} timestamptz`, ', ')}
  )`;

/** $1: facts as a JSON array. Without variants and milestones: those turn in one place, below. */
export const INSERT_MISSING_FACTS = `
  insert into email_fact
    (send_id, workspace_id, campaign_id, enrollment_id, contact_id, step_id, step_number, account_id)
  select send_id, workspace_id, campaign_id, enrollment_id, contact_id, step_id, step_number, account_id
  from ${INCOMING}
  order by send_id
  on conflict do nothing`;

/** $1: uuids of messages. */
export const LOCK_FACTS = `
  select from email_fact where send_id = any($1::uuid[]) order by send_id for update`;

/**
 * $1: facts as a JSON array. Moves each milestone to its earliest time and answers what that changes in the totals:
 * what the changed facts count now, minus what they counted before. All parts of a statement share its snapshot, so
 * that email_fact read beside the update is still the state before.
 */
export const UPDATE_FACTS = `
  with changed as (
    update email_fact as fact set
      account_id = coalesce(fact.account_id, incoming.account_id),
      variant = least(fact.variant, incoming.variant),
      ${eachMilestone((at) => `${at} = least(fact.${at}, incoming.${at})`, ', ')}
    from ${INCOMING}
    where fact.send_id = incoming.send_id and fact.workspace_id = incoming.workspace_id
      and (
        least(fact.variant, incoming.variant) is distinct from fact.variant
        or ${eachMilestone((at) => `incoming.${at} < coalesce(fact.${at}, 'infinity')`, ' or ')}
      )
    returning fact.*
  ), side as (
    select 1 as change, * from changed
    union all
    select -1, before.* from changed join email_fact as before on before.send_id = changed.send_id
  )
  select workspace_id, campaign_id, step_id, step_number, variant, ${QUARTER}, counter, sum(change)::int as change
  from side ${COUNTED_OF_MESSAGE('side')}
  where at is not null
  group by workspace_id, campaign_id, step_id, step_number, variant, quarter, counter
  having sum(change) <> 0`;

/** The first replies, unsubscribes and complaints by messages of a batch. The variant is that of the stored message. */
const DONE = `
  (
    select distinct on (campaign_id, contact_id, counter)
      campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number,
      (select variant from email_fact where send_id = incoming.send_id) as variant
    from ${INCOMING} ${DONE_BY_CONTACT('incoming')}
    where at is not null
    order by campaign_id, contact_id, counter, at, send_id
  ) as done`;

/** Stored facts of contacts whose message got its variant after they were stored. */
const RENAMED = `
  (
    select fact.campaign_id, fact.contact_id, fact.counter, fact.workspace_id, fact.at, fact.send_id, fact.step_id,
      fact.step_number, message.variant
    from ${INCOMING}
    join email_fact as message on message.send_id = incoming.send_id
    join contact_fact as fact on (fact.campaign_id, fact.contact_id, fact.send_id, fact.workspace_id)
      = (incoming.campaign_id, incoming.contact_id, incoming.send_id, incoming.workspace_id)
    where fact.variant is distinct from message.variant and fact.at < 'infinity'
  ) as renamed`;

/**
 * $1: facts as a JSON array. Inserts and locks in one: a contact does so little that rewriting its row costs nothing.
 * A new row exists only to be locked; `infinity` is later than any time that the next statement writes.
 */
export const CLAIM_CONTACT_FACTS = `
  insert into contact_fact (campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number)
  select distinct on (campaign_id, contact_id, counter)
    campaign_id, contact_id, counter, workspace_id, 'infinity'::timestamptz, send_id, step_id, step_number
  from (select * from ${DONE} union all select * from ${RENAMED}) as touched
  order by campaign_id, contact_id, counter
  on conflict (campaign_id, contact_id, counter) do update set at = contact_fact.at`;

/** The counts of the `changed` rows of contacts now, minus their counts before. */
const CHANGES_OF_CONTACTS = `
  side as (
    select 1 as change, * from changed
    union all
    select -1, before.*
    from changed join contact_fact as before using (campaign_id, contact_id, counter)
    where before.at < 'infinity'
  )
  select workspace_id, campaign_id, step_id, step_number, variant, ${QUARTER}, counter, sum(change)::int as change
  from side
  group by workspace_id, campaign_id, step_id, step_number, variant, quarter, counter
  having sum(change) <> 0`;

/** $1: facts as a JSON array. A contact's reply counts for the variant of its message, also when that is known only later. */
export const RENAME_CONTACT_FACTS = `
  with changed as (
    update contact_fact as fact set variant = renamed.variant
    from ${RENAMED}
    where (fact.campaign_id, fact.contact_id, fact.counter)
      = (renamed.campaign_id, renamed.contact_id, renamed.counter)
    returning fact.*
  ), ${CHANGES_OF_CONTACTS}`;

/** $1: facts as a JSON array. The earliest message of a contact keeps the count, and its step and variant with it. */
export const UPDATE_CONTACT_FACTS = `
  with changed as (
    update contact_fact as fact
    set at = done.at, send_id = done.send_id, step_id = done.step_id, step_number = done.step_number,
      variant = done.variant
    from ${DONE}
    where (fact.campaign_id, fact.contact_id, fact.counter) = (done.campaign_id, done.contact_id, done.counter)
      and fact.workspace_id = done.workspace_id and (done.at, done.send_id) < (fact.at, fact.send_id)
    returning fact.*
  ), ${CHANGES_OF_CONTACTS}`;

const CHANGES = `
  jsonb_to_recordset($1::jsonb) as changes (
    workspace_id uuid, campaign_id uuid, step_id uuid, step_number integer, variant text, quarter timestamptz,
    counter text, change integer
  )`;

/** $1: the changes that the updates returned, as a JSON array. Every consumer wants these rows: each once per batch, and last. */
export const ADD_TO_STEP_TOTALS = `
  insert into step_total (campaign_id, step_id, variant, step_number, workspace_id, ${COUNTER_COLUMNS})
  select campaign_id, step_id, ${VARIANT_KEY}, min(step_number), workspace_id,
    ${SUM_OF_CHANGES}
  from ${CHANGES}
  group by campaign_id, step_id, ${VARIANT_KEY}, workspace_id
  order by campaign_id, step_id, ${VARIANT_KEY}
  on conflict (campaign_id, step_id, variant) do update set
    updated_at = now(),
    ${ADD_EXCLUDED('step_total')}`;

/** $1: the changes that the updates returned, as a JSON array. */
export const ADD_TO_QUARTER_TOTALS = `
  insert into quarter_total (campaign_id, quarter, workspace_id, ${COUNTER_COLUMNS})
  select campaign_id, quarter, workspace_id,
    ${SUM_OF_CHANGES}
  from ${CHANGES}
  group by campaign_id, quarter, workspace_id
  order by campaign_id, quarter
  on conflict (campaign_id, quarter) do update set
    ${ADD_EXCLUDED('quarter_total')}`;
