import { FIGURES } from '../domain/hour-figures.js';
import { MILESTONES } from '../domain/message-fact.js';

const TIMES = MILESTONES.map((milestone) => `${milestone}_at`);
const COLUMNS = `send_id, workspace_id, account_id, campaign_id, warmup, ${TIMES.join(', ')}, placement`;

const INCOMING = `
  jsonb_to_recordset($1::jsonb) as incoming (
    send_id uuid, workspace_id uuid, account_id uuid, campaign_id uuid, warmup boolean,
    ${TIMES.map((time) => `${time} timestamptz`).join(', ')}, placement text
  )`;

/** $1 accounts: those that exist, with their workspaces. */
export const WORKSPACES_OF_ACCOUNTS = `
  select id, workspace_id from sending_account where id = any($1::uuid[])`;

/**
 * The version before has counted these, in `account_day`: they keep a time before all hours, so that they count nowhere a
 * second time. It forgets after 14 days; drop this together with that table.
 */
const countedBefore = (time: string, consumer: string): string => `
  case when incoming.${time} is not null and exists (
    select from processed_event where consumer = '${consumer}' and event_id = incoming.send_id
  ) then 'epoch' else incoming.${time} end`;

/** A message whose send was counted before is sent, although only its bounce is known here. */
const SENT_AT = `
  case when num_nonnulls(incoming.sent_at, incoming.bounced_at) > 0 and exists (
    select from processed_event where consumer = 'deliverability-health' and event_id = incoming.send_id
  ) then 'epoch' else incoming.sent_at end`;

/**
 * $1: facts as a JSON array, in the order of their keys. Answers the messages that were unknown. It waits for a replica that
 * stores the same message, and then leaves it out.
 */
export const INSERT_UNKNOWN = `
  insert into message_fact (${COLUMNS}, first_at)
  select send_id, workspace_id, account_id, campaign_id, warmup, ${SENT_AT},
    ${countedBefore('bounced_at', 'deliverability-health-bounced')},
    ${countedBefore('complained_at', 'deliverability-health-complained')},
    opened_at, replied_at, unsubscribed_at, placement, coalesce(least(${TIMES.join(', ')}), now())
  from ${INCOMING}
  order by send_id, workspace_id
  on conflict do nothing
  returning ${COLUMNS}`;

/** $1 messages, $2 their workspaces, element by element. */
export const LOCK_KNOWN = `
  select ${COLUMNS} from message_fact
  where (send_id, workspace_id) in (select * from unnest($1::uuid[], $2::uuid[]))
  order by send_id, workspace_id
  for no key update`;

/** $1: locked facts as a JSON array, as they are from now on. */
export const UPDATE_KNOWN = `
  update message_fact fact
  set (account_id, campaign_id, warmup, ${TIMES.join(', ')}, placement)
    = (incoming.account_id, incoming.campaign_id, incoming.warmup,
       ${TIMES.map((time) => `incoming.${time}`).join(', ')}, incoming.placement)
  from ${INCOMING}
  where fact.send_id = incoming.send_id and fact.workspace_id = incoming.workspace_id`;

const eachFigure = (sqlOf: (figure: string) => string): string => FIGURES.map(sqlOf).join(', ');

/** $1: differences as a JSON array, in the order of accounts and hours. */
export const ADD_TO_HOURS = `
  insert into account_hour (account_id, workspace_id, hour, ${eachFigure((figure) => figure)})
  select account_id, workspace_id, hour, ${eachFigure((figure) => figure)}
  from jsonb_to_recordset($1::jsonb) as change (
    account_id uuid, workspace_id uuid, hour timestamptz, ${eachFigure((figure) => `${figure} int`)}
  )
  order by account_id, hour
  on conflict (account_id, hour) do update
  set ${eachFigure((figure) => `${figure} = account_hour.${figure} + excluded.${figure}`)}`;

/** $1: accounts with the time of a first send, as a JSON array. */
export const TOUCH = `
  insert into account_health as health (account_id, workspace_id, first_sent_at)
  select account_id, workspace_id, min(first_sent_at)
  from jsonb_to_recordset($1::jsonb) as touched (account_id uuid, workspace_id uuid, first_sent_at timestamptz)
  group by account_id, workspace_id
  order by account_id
  on conflict (account_id) do update
  set touched = health.touched + 1, first_sent_at = least(health.first_sent_at, excluded.first_sent_at)`;

/**
 * $1: an instant. Deletes messages of which nothing was heard since, at most 5,000. Younger milestones of an old message are
 * in hours that a rebuild counts anew.
 */
export const DELETE_OLD = `
  with old as (
    select send_id, workspace_id from message_fact
    where first_at < $1 and coalesce(greatest(${TIMES.join(', ')}), first_at) < $1
    order by first_at limit 5000 for update skip locked
  ), deleted as (
    delete from message_fact using old
    where message_fact.send_id = old.send_id and message_fact.workspace_id = old.workspace_id
    returning 1
  )
  select count(*)::int as rows from deleted`;

/** $1: an instant. Hours before it, at most 5,000, leave their sends in a total. */
export const FOLD_OLD = `
  with old as (
    select account_id, hour from account_hour where hour < $1 order by account_id limit 5000 for update skip locked
  ), deleted as (
    delete from account_hour using old
    where account_hour.account_id = old.account_id and account_hour.hour = old.hour
    returning account_hour.*
  ), sums as (
    select account_id, sum(sent - bounced + warmup_sent - warmup_bounced) as sends from deleted group by account_id
  ), folded as (
    update account_health health set folded_sends = health.folded_sends + sums.sends, touched = health.touched + 1
    from sums where health.account_id = sums.account_id
  )
  select count(*)::int as rows from deleted`;
