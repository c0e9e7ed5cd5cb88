import type { Client } from 'pg';
import { requestRoleOf, WORKSPACE_SETTING } from './request-role.js';
import { TABLES, type TableOwnership } from './tenant-tables.js';

// A subquery of its own is evaluated once for a statement, not once for a row, and serves as the key of an index.
const WORKSPACE = `(select nullif(current_setting('${WORKSPACE_SETTING}', true), '')::uuid)`;

/**
 * Enables row-level security on every table whose rows belong to a workspace, and grants the request role nothing else: a
 * request reads and writes rows of its own workspace, or fails. A second run only adds policies for new tables.
 *
 * A table with the comment `append-only` (`comment on table … is 'append-only'`) can be read and added to, so that a request
 * cannot rewrite what it has left there.
 *
 * A sequence of a column of such a table may be used: an insert takes its next number from it.
 *
 * A table with neither a `workspace_id` nor a parent is the service's own: the request role may add to its outbox and
 * cannot see the rest.
 */
export async function protectTables(client: Client, service: string): Promise<void> {
  const role = requestRoleOf(service);
  const { rows } = await client.query<TableOwnership>(TABLES, [service]);

  await client.query(`grant usage on schema "${service}" to ${role}`);
  for (const ownership of rows) {
    const condition = conditionOf(ownership);
    if (condition !== undefined) await protect(client, ownership, condition, role);
    else if (ownership.table === 'outbox') await client.query(`grant insert on outbox to ${role}`);
  }
}

function conditionOf({ tenant, whole, pairs }: TableOwnership): string | undefined {
  if (tenant !== null) return `${tenant} = ${WORKSPACE}`;
  // The parent's own policy decides which parent rows are visible.
  return whole === null ? undefined : `exists (select from ${whole} where ${String(pairs)})`;
}

async function protect(
  client: Client,
  { table, is_append_only }: TableOwnership,
  condition: string,
  role: string,
): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_policy where polrelid = $1::regclass and polname = 'tenant'`,
    [table],
  );

  if (rowCount === 0) await client.query(`create policy tenant on ${table} to ${role} using (${condition})`);
  await client.query(`alter table ${table} enable row level security`);
  await client.query(`grant select, insert on ${table} to ${role}`);
  await grantSequences(client, table, role);
  const changes = is_append_only
    ? `revoke update, delete on ${table} from`
    : `grant update, delete on ${table} to`;
  await client.query(`${changes} ${role}`);
}

/** Those that are "owned by" a column. An identity column's needs no grant. */
async function grantSequences(client: Client, table: string, role: string): Promise<void> {
  const { rows } = await client.query<{ sequence: string }>(
    `select d.objid::regclass::text as sequence from pg_depend d
     join pg_class c on c.oid = d.objid and c.relkind = 'S'
     where d.refclassid = 'pg_class'::regclass and d.refobjid = $1::regclass and d.deptype = 'a'`,
    [table],
  );
  for (const { sequence } of rows) await client.query(`grant usage on sequence ${sequence} to ${role}`);
}
