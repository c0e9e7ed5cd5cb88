import { Command, Option, SubCommand } from 'nest-commander';
import { ChangeUserRole, IdOf, InviteUser, ListUsers, RemoveUser, Role } from '#contracts';
import { asOperator } from './operator.js';
import { CommandGroup, table } from './tool-command.js';
import { PAGE_SIZE, WorkspaceMemberCommand, type InWorkspace } from './workspace-member.command.js';

@SubCommand({ name: 'list', description: 'Shows the newest people of a workspace, 500 at most.' })
class ListUsersCommand extends WorkspaceMemberCommand {
  run(_: string[], { workspace, ...options }: InWorkspace): Promise<void> {
    return asOperator(async ({ rpc }) => {
      const { results } = await rpc.request(ListUsers, { workspace_id: workspace, page_size: PAGE_SIZE });
      this.show(results, options, (users) =>
        table(
          ['id', 'status', 'role', 'email'],
          users.map(({ id, status, role, email }) => [id, status, role, email]),
        ),
      );
    });
  }
}

interface InRole extends InWorkspace {
  readonly role: Role;
}

abstract class RoleCommand extends WorkspaceMemberCommand {
  @Option({ flags: '--role <role>', description: 'owner, admin, member or viewer', required: true })
  role(role: string): Role {
    return Role.parse(role);
  }
}

@SubCommand({
  name: 'invite',
  arguments: '<email>',
  description: 'Invites a person, and prints the token of the invitation, this once. Nothing is mailed.',
})
class InviteUserCommand extends RoleCommand {
  run([email = '']: string[], { workspace, role, ...options }: InRole): Promise<void> {
    return asOperator(async ({ rpc }) => {
      const invitation = await rpc.request(InviteUser, { workspace_id: workspace, email, role });
      this.show(invitation, options, ({ user, token, expires_at }) => [
        `user: ${user.id}`,
        `token: ${token}`,
        `valid until: ${expires_at}`,
      ]);
    });
  }
}

@SubCommand({ name: 'role', arguments: '<user>', description: 'Changes the role of a person.' })
class ChangeRoleCommand extends RoleCommand {
  run([user]: string[], { workspace, role, ...options }: InRole): Promise<void> {
    const user_id = IdOf('user').parse(user);
    return asOperator(async ({ rpc }) => {
      const changed = await rpc.request(ChangeUserRole, { workspace_id: workspace, user_id, role });
      this.show(changed, options, () => [`${changed.email}: ${changed.role}`]);
    });
  }
}

@SubCommand({
  name: 'remove',
  arguments: '<user>',
  description: 'Deactivates a person and ends the sessions. The audit trail goes on naming the person.',
})
class RemoveUserCommand extends WorkspaceMemberCommand {
  run([user]: string[], { workspace, ...options }: InWorkspace): Promise<void> {
    const user_id = IdOf('user').parse(user);
    return asOperator(async ({ rpc }) => {
      const removed = await rpc.request(RemoveUser, { workspace_id: workspace, user_id });
      this.show(removed, options, () => [`${removed.email}: ${removed.status}`]);
    });
  }
}

@Command({
  name: 'users',
  description: 'The people of a workspace.',
  subCommands: [ListUsersCommand, InviteUserCommand, ChangeRoleCommand, RemoveUserCommand],
})
export class UsersCommand extends CommandGroup {}
