import type { Client } from 'pg';
import { run } from '../run-query.js';
import { requestRoleOf, WORKSPACE_SETTING } from './request-role.js';

/** For whom each connection of a pool works now. A connection that nobody has used works for the service itself. */
const acting = new WeakMap<Client, string>();

const SERVICE = '';
const UNSURE = '?';

const TAKE_ON = `select set_config('role', $1, false), set_config('${WORKSPACE_SETTING}', $2, false)`;

/**
 * Makes a connection work on behalf of one workspace, under the request role, or of none, as the service
 * itself. Asked before every use, and a round trip only when it worked for somebody else before.
 *
 * Outside of transactions: a rollback would take back what is remembered here.
 */
export async function actAs(
  connection: Client,
  { service, tenant = SERVICE }: { readonly service: string; readonly tenant: string | undefined },
): Promise<void> {
  if ((acting.get(connection) ?? SERVICE) === tenant) return;

  acting.set(connection, UNSURE);
  await run(connection, TAKE_ON, [tenant === SERVICE ? 'none' : requestRoleOf(service), tenant]);
  acting.set(connection, tenant);
}
