import { prepared } from '#database';

/** Of the workspace $1, what was committed since the snapshot $2 was taken. */
const SINCE = `
  workspace_id = $1 and transaction_id >= pg_snapshot_xmin($2::pg_snapshot)
  and not pg_visible_in_snapshot(transaction_id, $2::pg_snapshot)`;

/** How many contacts changed; one that changed twice counts twice. Asked with every search: 0.1 ms when there is nothing. */
export const COUNT_CHANGES = prepared(`
  select coalesce(sum(cardinality(contact_ids)), 0)::int as changes from contact_change where ${SINCE}`);

/** What filters look at of a contact; times as microseconds since 1970, exact in a double until the year 2255. */
const COLUMNS = `
  id, deleted_at is not null as is_deleted, title, seniority, department, city, state, country, lead_source,
  verification_status, icp_tier, grade, company_name, company_domain, company_industry, company_revenue_band, tags,
  lead_score, company_employee_count,
  (extract(epoch from created_at) * 1000000)::float8 as created_at,
  (extract(epoch from updated_at) * 1000000)::float8 as updated_at`;

/** The changed contacts as they are now, with the snapshot that shows them so. */
export const CHANGED_CONTACTS = `
  select ${COLUMNS}, pg_current_snapshot()::text as snapshot from contact
  where workspace_id = $1
    and id = any(array(select distinct unnest(contact_ids) from contact_change where ${SINCE}))`;

export const SNAPSHOT = 'select pg_current_snapshot()::text as snapshot';

/** Up to $3 contacts of the workspace $1 after the contact $2, or from the first one, in the order of their ids. */
export const INDEXED_CONTACTS = `
  select ${COLUMNS} from contact
  where workspace_id = $1 and ($2::uuid is null or id > $2)
  order by id limit $3`;

/** Nobody keeps what is older than half an hour without having caught up. */
export const FORGET_CHANGES = `delete from contact_change where noted_at < clock_timestamp() - interval '2 hours'`;
