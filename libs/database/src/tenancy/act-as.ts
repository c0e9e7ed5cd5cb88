import type { Client } from 'pg';
import { run } from '../run-query.js';
import { requestRoleOf, WORKSPACE_SETTING } from './request-role.js';

/** The workspace that each pooled connection works for. A connection that was not used works for the service itself. */
const acting = new WeakMap<Client, string>();

const SERVICE = '';
const UNSURE = '?';

const SET_ROLE = `select set_config('role', $1, false), set_config('${WORKSPACE_SETTING}', $2, false)`;

/**
 * Makes a connection work on behalf of one workspace, under the request role, or, without one, as the service itself. It
 * is called before every use and costs a round trip only when the connection worked for another workspace before.
 *
 * It must run outside a transaction: a rollback would undo the role that is remembered here.
 */
export async function actAs(
  connection: Client,
  { service, tenant = SERVICE }: { readonly service: string; readonly tenant: string | undefined },
): Promise<void> {
  if ((acting.get(connection) ?? SERVICE) === tenant) return;

  acting.set(connection, UNSURE);
  await run(connection, SET_ROLE, [tenant === SERVICE ? 'none' : requestRoleOf(service), tenant]);
  acting.set(connection, tenant);
}
