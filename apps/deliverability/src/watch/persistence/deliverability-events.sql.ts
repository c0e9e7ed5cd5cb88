const COLUMNS = 'id, workspace_id, type, campaign_id, sending_account_id, domain, message, reasons, data, at';

/** In the order of the occasions: two replicas that add the same ones would deadlock otherwise. */
export const ADD = `
  insert into deliverability_event
  select * from jsonb_populate_recordset(null::deliverability_event, $1) order by workspace_id, type, occasion
  on conflict (workspace_id, type, occasion) do nothing
  returning ${COLUMNS}`;

/** $3 types, $4 campaigns, $5 accounts: null for all. */
export const PAGE = `
  select ${COLUMNS} from deliverability_event
  where workspace_id = $1 and ($2::uuid is null or id < $2) and ($3::text[] is null or type = any($3))
    and ($4::uuid[] is null or campaign_id = any($4)) and ($5::uuid[] is null or sending_account_id = any($5))
  order by id desc
  limit $6`;
