import { SqlParams, type Statement } from '#database';

const LISTED = `
  id, workspace_id, version, campaign_id, contact_id, enrollment_id, send_id, step_id, step_number, variant,
  sending_account_id, email, from_address, subject, snippet, intent, confidence, corrected, automatic,
  returns_on::text as returns_on, received_at`;

const WITH_TEXT = `${LISTED}, encrypted_text`;

/** $1: the rows. A mail that came before its contact was deleted leaves no reply. */
export const ADD = `
  insert into reply
  select added.* from jsonb_populate_recordset(null::reply, $1) as added
  where not exists (
    select from deleted_contact gone
    where gone.workspace_id = added.workspace_id and gone.contact_id = added.contact_id
      and gone.deleted_at >= added.received_at
  )`;

/** $1 workspace, $2 reply. */
export const ONE = `select ${WITH_TEXT} from reply where workspace_id = $1 and id = $2`;
export const LOCK_ONE = `${ONE} for no key update`;

const CORRECTABLE = 'version, intent, confidence, corrected, automatic, returns_on';

/** $1: the row. */
export const SAVE_CORRECTION = `
  update reply
  set (${CORRECTABLE}) = (select ${CORRECTABLE} from jsonb_populate_record(null::reply, $1::jsonb))
  where id = ($1::jsonb ->> 'id')::uuid`;

/**
 * $1 contacts, $2 workspaces, $3 instants, element by element. A contact that was created again keeps the replies that
 * came since then, also when the event of its deletion comes twice.
 */
export const DELETE_OF_CONTACTS = `
  with gone as (
    select workspace_id, contact_id, max(at) as at
    from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as deletion (contact_id, workspace_id, at)
    group by workspace_id, contact_id
    order by workspace_id, contact_id
  ), noted as (
    insert into deleted_contact (workspace_id, contact_id, deleted_at) select * from gone
    on conflict (workspace_id, contact_id)
    do update set deleted_at = greatest(deleted_contact.deleted_at, excluded.deleted_at)
  )
  delete from reply using gone
  where reply.workspace_id = gone.workspace_id and reply.contact_id = gone.contact_id and reply.received_at <= gone.at`;

/** $1: an instant; at most $2 texts from before it. */
export const DELETE_TEXTS = `
  with old as (
    select id from reply where received_at < $1 and encrypted_text is not null
    order by received_at limit $2 for update skip locked
  ), emptied as (
    update reply set encrypted_text = null from old where reply.id = old.id returning 1
  )
  select count(*)::int as rows from emptied`;

/** The replies of a workspace that a list shows: uuids. */
export interface ListedReplies {
  readonly workspace: string;
  readonly campaign: string | undefined;
  readonly contact: string | undefined;
  readonly intents: readonly string[] | undefined;
  /** The last row of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/**
 * Newest first. Each intent is a walk of its own along its index, so that a page of a rare intent does not read all replies
 * of the others.
 */
export function listReplies({
  workspace,
  campaign,
  contact,
  intents,
  after,
  limit,
}: ListedReplies): Statement {
  const params = new SqlParams();
  const where = [`workspace_id = ${params.bind(workspace, 'uuid')}`];
  if (campaign !== undefined) where.push(`campaign_id = ${params.bind(campaign, 'uuid')}`);
  if (contact !== undefined) where.push(`contact_id = ${params.bind(contact, 'uuid')}`);
  if (after !== null) where.push(`id < ${params.bind(after, 'uuid')}`);
  const newest = `order by id desc limit ${params.bind(limit, 'int')}`;
  if (intents === undefined) {
    return {
      sql: `select ${LISTED} from reply where ${where.join(' and ')} ${newest}`,
      values: params.values,
    };
  }
  const wanted = params.bind([...new Set(intents)], 'text[]');
  const sql = `
    select listed.* from unnest(${wanted}) as wanted (intent) cross join lateral (
      select ${LISTED} from reply where reply.intent = wanted.intent and ${where.join(' and ')} ${newest}
    ) as listed
    ${newest}`;
  return { sql, values: params.values };
}
