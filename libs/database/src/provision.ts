import { randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { schemaOf } from './service-database.js';
import { putRequestRole } from './tenancy/request-role.js';
import { withClient } from './with-client.js';

/**
 * Gives a service its own role and schema in the database of `adminUrl` (a superuser's) and resolves with the role's
 * URL. The role may log in, owns its schema and can read no other; for requests it switches to a second one, which
 * is subject to row-level security. A second run changes only the password, which is random unless it is given.
 */
export async function provisionService(options: {
  readonly adminUrl: string;
  readonly service: string;
  readonly password?: string;
}): Promise<string> {
  const schema = schemaOf(options.service);
  const role = `nimbus_${schema}`;
  const password = options.password ?? randomBytes(24).toString('base64url');

  await withClient(
    { connectionString: options.adminUrl, application_name: 'nimbus-provision' },
    async (client) => {
      await inTransaction(client, async () => {
        // Roles belong to the whole cluster: two runs, even in different databases, would fail on the same row.
        await client.query('lock table pg_catalog.pg_authid in share row exclusive mode');
        await putRole(client, role, password);
        await putRequestRole(client, options.service, role);
        await putSchema(client, schema, role);
        await closeOtherSchemas(client, schema, role);
      });
    },
  );

  return urlOf(options.adminUrl, role, password);
}

async function putRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  const verb = rowCount === 0 ? 'create' : 'alter';

  await client.query(
    `${verb} role ${escapeIdentifier(role)}
       with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${escapeLiteral(password)}`,
  );
}

async function putSchema(client: Client, schema: string, role: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  const [name, owner] = [escapeIdentifier(schema), escapeIdentifier(role)];

  await client.query(
    rowCount === 0
      ? `create schema ${name} authorization ${owner}`
      : `alter schema ${name} owner to ${owner}`,
  );
}

/** Nothing is granted by default. This revokes rights that were granted by hand. */
async function closeOtherSchemas(client: Client, schema: string, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace
     where nspname not in ($1, 'information_schema') and nspname not like 'pg\\_%'`,
    [schema],
  );
  const others = rows.map(({ name }) => escapeIdentifier(name)).join(', ');
  if (others === '') return;

  for (const what of [
    'schema',
    'all tables in schema',
    'all sequences in schema',
    'all functions in schema',
  ]) {
    await client.query(`revoke all on ${what} ${others} from ${escapeIdentifier(role)}`);
  }
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function urlOf(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);

  return url.toString();
}
