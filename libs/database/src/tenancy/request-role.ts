import { DatabaseError, type Client } from 'pg';
import { schemaOf } from '../service-database.js';

/** The role of a request's statements. It owns no table, because a table's policies do not apply to its owner. */
export const requestRoleOf = (service: string): string => `nimbus_${schemaOf(service)}_request`;

/** The setting that the policies compare with: the workspace on whose behalf the connection works. */
export const WORKSPACE_SETTING = 'nimbus.workspace_id';

/**
 * Creates the request role of a service if it is missing and grants it to `member`, by default the role of this
 * connection.
 *
 * @throws Error with the statement that an administrator must run, if this connection may not create roles.
 */
export async function putRequestRole(client: Client, service: string, member?: string): Promise<void> {
  const role = requestRoleOf(service);
  const { rows } = await client.query<{ exists: boolean; member: boolean }>(
    `select count(*) > 0 as exists, coalesce(bool_or(pg_has_role(coalesce($2::name, current_user), oid, 'member')), false) as member
     from pg_roles where rolname = $1`,
    [role, member ?? null],
  );

  if (rows[0]?.exists !== true) await mayBeDone(administer(client, `create role ${role} nologin`));
  if (rows[0]?.member === true) return;
  const grant = `grant ${role} to ${member === undefined ? 'current_user' : `"${member}"`}`;
  await mayBeDone(administer(client, grant));
}

/** Roles and who has them belong to the whole cluster: a migration of another database may have been faster. */
async function mayBeDone(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const there = error instanceof DatabaseError && ['23505', '42710'].includes(error.code ?? '');
    if (!there) throw error;
  }
}

async function administer(client: Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== '42501') throw error;
    throw new Error(`this role may not run \`${statement}\`; an administrator has to, once`, {
      cause: error,
    });
  }
}
