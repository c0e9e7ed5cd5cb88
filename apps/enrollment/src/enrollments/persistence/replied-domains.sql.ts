import { hasWordsOfDomain } from '../../contacts/index.js';

/** $1: `RepliedDomain`s. A further reply has the company looked through again. */
export const ADD_REPLIED_DOMAINS = `
  insert into replied_domain as known (campaign_id, domain, workspace_id, at)
  select campaign_id, domain, workspace_id, min(at)
  from jsonb_to_recordset($1::jsonb) as d(campaign_id uuid, domain text, workspace_id uuid, at timestamptz)
  group by campaign_id, domain, workspace_id
  order by campaign_id, domain
  on conflict (campaign_id, domain) do update set at = least(known.at, excluded.at), swept = false`;

/** One company whose people are still to be stopped; others pass it by until the transaction ends. */
export const CLAIM_REPLIED_DOMAIN = `
  select d.campaign_id, d.domain, d.workspace_id, d.at
  from replied_domain d
  where not d.swept
  order by d.at
  limit 1
  for update skip locked`;

/**
 * Those under way in the campaign $1 of the workspace $2 with an address of the domain $3, and those with another address
 * whose contact carries the domain; up to $4 of each. The contacts come first: PostgreSQL else takes them for many and
 * walks all enrollments of the campaign.
 */
export const COLLEAGUES = `
  with carrier as materialized (
    select c.id from contact c
    where c.workspace_id = $2 and ${hasWordsOfDomain('$3')} and lower(c.company_domain) = $3
  )
  (
    select e.id from enrollment e
    where e.campaign_id = $1 and e.workspace_id = $2 and split_part(lower(e.email), '@', 2) = $3
      and e.status in ('pending', 'active')
      and exists (select from campaign_replica p where p.campaign_id = $1 and p.stop_on_domain_reply)
    limit $4
  ) union all (
    select e.id
    from carrier c join enrollment e on e.campaign_id = $1 and e.contact_id = c.id
    where split_part(lower(e.email), '@', 2) <> $3
      and e.status in ('pending', 'active')
      and exists (select from campaign_replica p where p.campaign_id = $1 and p.stop_on_domain_reply)
    limit $4
  )`;

export const MARK_SWEPT = 'update replied_domain set swept = true where campaign_id = $1 and domain = $2';

/** Whether somebody of the company of the contact has replied in the campaign, and that stops everybody there. */
export const domainReplied = (enrollment: string, contact: string): string => `exists (
    select from replied_domain d join campaign_replica p on p.campaign_id = d.campaign_id
    where d.campaign_id = ${enrollment}.campaign_id and p.stop_on_domain_reply
      and d.domain in (split_part(lower(${enrollment}.email), '@', 2), lower(${contact}.company_domain))
  )`;
