import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Command, Option, SubCommand } from 'nest-commander';
import { ListWorkspaces, OpenWorkspace, WorkspaceId, type WorkspaceSummary } from '#contracts';
import type { Id } from '#kernel';
import { outsideUsers, revokeOutsideUser } from '../../standalone/src/outside-users.js';
import { asOperator, type Operator } from './operator.js';
import { homeDir, openHome, provisionerNatsUrl } from './servers.js';
import { CommandGroup, table, ToolCommand, type ToolOptions } from './tool-command.js';
import { deleteWorkspace } from './workspaces/delete-workspace.js';
import { exportWorkspace } from './workspaces/export-workspace.js';

const PAGE_SIZE = 500;

@SubCommand({ name: 'list', description: 'Shows all workspaces, newest first, deleted ones too.' })
class ListWorkspacesCommand extends ToolCommand {
  run(_: string[], options: ToolOptions): Promise<void> {
    return asOperator(async (operator) => {
      this.show(await allWorkspaces(operator), options, (found) =>
        table(
          ['id', 'state', 'created at', 'deleted at', 'name'],
          found.map((each) => [each.id, each.state, each.created_at, each.deleted_at, each.name]),
        ),
      );
    });
  }
}

interface NewWorkspace extends ToolOptions {
  readonly name: string;
  readonly owner: string;
  readonly timeZone: string;
}

@SubCommand({
  name: 'create',
  description: 'Makes a workspace, and prints the password of its owner and its first API key, this once.',
})
class CreateWorkspaceCommand extends ToolCommand {
  @Option({ flags: '--name <name>', description: 'Its name', required: true })
  name(name: string): string {
    return name;
  }

  @Option({ flags: '--owner <email>', description: 'The address of its owner', required: true })
  owner(email: string): string {
    return email;
  }

  @Option({ flags: '--time-zone <zone>', description: 'Its IANA time zone', defaultValue: 'UTC' })
  timeZone(zone: string): string {
    return zone;
  }

  run(_: string[], { name, owner, timeZone, ...options }: NewWorkspace): Promise<void> {
    const password = randomBytes(18).toString('base64url');
    return asOperator(async ({ rpc }) => {
      const input = { name, time_zone: timeZone, owner: { email: owner, password } };
      const created = { ...(await rpc.request(OpenWorkspace, input)), password };
      this.show(created, options, ({ workspace_id, api_key }) => [
        `workspace: ${workspace_id}`,
        `password of ${owner}: ${password}`,
        `API key: ${api_key}`,
      ]);
    });
  }
}

@SubCommand({
  name: 'export',
  arguments: '<workspace>',
  description:
    'Writes all rows of a workspace, of all services, as lines of JSON, without passwords, hashes and keys.',
})
class ExportWorkspaceCommand extends ToolCommand {
  @Option({ flags: '--out <file>', description: 'The file to write', required: true })
  out(file: string): string {
    return file;
  }

  run([workspace]: string[], { out, ...options }: ToolOptions & { readonly out: string }): Promise<void> {
    const id = WorkspaceId.parse(workspace);
    return asOperator(async (operator) => {
      const rows = await exportWorkspace(operator, id, out);
      this.show({ file: out, rows }, options, () => [...linesOf(rows), `written: ${out}`]);
    });
  }
}

@SubCommand({
  name: 'delete',
  arguments: '<workspace>',
  description:
    'Stops a workspace at once and deletes its rows in all services, its messages on the bus and its users there. Run it again after a crash: it goes on. Events of services are gone by the age of their streams, 30 days at most.',
})
class DeleteWorkspaceCommand extends ToolCommand {
  @Option({ flags: '--yes', description: 'Really: nothing brings it back', required: true })
  yes(): boolean {
    return true;
  }

  run([workspace]: string[], options: ToolOptions): Promise<void> {
    const id = WorkspaceId.parse(workspace);
    return asOperator(async (operator) => {
      await mustExist(operator, id);
      const users = await revokeBusUsers(id);
      const { rows, dead_letters } = await deleteWorkspace(operator, id);
      const result = { id, rows, dead_letters, bus_users: users };
      this.show(result, options, () => [
        ...linesOf(rows),
        `${dead_letters} dead letters, ${users} users of the bus`,
        `deleted: ${id}`,
      ]);
    });
  }
}

@Command({
  name: 'workspace',
  description: 'Workspaces and everything in them.',
  subCommands: [
    ListWorkspacesCommand,
    CreateWorkspaceCommand,
    ExportWorkspaceCommand,
    DeleteWorkspaceCommand,
  ],
})
export class WorkspaceCommand extends CommandGroup {}

async function allWorkspaces({ rpc }: Operator): Promise<WorkspaceSummary[]> {
  const found: WorkspaceSummary[] = [];
  let cursor: string | null = null;
  do {
    const page: { results: WorkspaceSummary[]; next_cursor: string | null } = await rpc.request(
      ListWorkspaces,
      {
        page_size: PAGE_SIZE,
        ...(cursor !== null && { cursor }),
      },
    );
    found.push(...page.results);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

/** A mistyped id would otherwise be noted as deleted for ever. */
async function mustExist(operator: Operator, id: Id<'ws'>): Promise<void> {
  const all = await allWorkspaces(operator);
  if (!all.some((workspace) => workspace.id === id)) throw new Error(`there is no workspace ${id}`);
}

/** The users of the bus in the folder of this machine, where there is one: a container has none. */
async function revokeBusUsers(id: Id<'ws'>): Promise<number> {
  if (!existsSync(homeDir(process.env))) return 0;
  const place = { home: await openHome(process.env), provisionerUrl: provisionerNatsUrl(process.env) };
  const users = (await outsideUsers(place.home)).filter(({ workspaceId }) => workspaceId === id);
  for (const user of users) await revokeOutsideUser(place, user);
  return users.length;
}

const linesOf = (rows: Readonly<Record<string, number>>): string[] =>
  Object.entries(rows).map(([service, count]) => `${service.padEnd(14)} ${count} rows`);
