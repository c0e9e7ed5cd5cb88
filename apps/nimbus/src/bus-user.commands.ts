import { Command, Option, SubCommand } from 'nest-commander';
import { loginOf } from '#messaging';
import { createOutsideUser, outsideUsers, revokeOutsideUser } from '../../standalone/src/outside-users.js';
import { openHome } from './servers.js';
import { CommandGroup, ToolCommand, type ToolOptions } from './tool-command.js';
import { WorkspaceMemberCommand, type InWorkspace } from './workspace-member.command.js';

interface Options extends InWorkspace {
  readonly name: string;
  readonly readOnly: boolean;
}

/** The options that name a user. */
abstract class UserCommand extends WorkspaceMemberCommand {
  @Option({
    flags: '--name <name>',
    description: 'The name of one of the users of the workspace',
    defaultValue: 'default',
  })
  named(value: string): string {
    return value;
  }
}

@SubCommand({
  name: 'create',
  description: 'Makes a user, and prints its login and its password, this once.',
})
class CreateBusUserCommand extends UserCommand {
  @Option({ flags: '--read-only', description: 'It reads events and sends no commands', defaultValue: false })
  readOnly(): boolean {
    return true;
  }

  async run(_: string[], { workspace, name, readOnly, ...options }: Options): Promise<void> {
    const user = { workspaceId: workspace, name, readOnly };
    const created = await createOutsideUser(await place(), user);
    this.show(created, options, ({ login, password, reload }) => [
      `user: ${login}`,
      `password: ${password}`,
      ...reminder(reload),
    ]);
  }
}

@SubCommand({ name: 'revoke', description: 'Ends a user at once.' })
class RevokeBusUserCommand extends UserCommand {
  async run(_: string[], { workspace: workspaceId, name, ...options }: Options): Promise<void> {
    const { reload } = await revokeOutsideUser(await place(), { workspaceId, name });
    const revoked = loginOf({ workspaceId, name });
    this.show({ revoked, reload }, options, () => [`revoked: ${revoked}`, ...reminder(reload)]);
  }
}

@SubCommand({ name: 'list', description: 'Shows the users.' })
class ListBusUsersCommand extends ToolCommand {
  async run(_: string[], options: ToolOptions): Promise<void> {
    const stored = await outsideUsers((await place()).home);
    const users = stored.map((user) => ({ login: loginOf(user), read_only: user.readOnly }));
    this.show(users, options, () =>
      users.map(({ login, read_only }) => `${login}  ${read_only ? 'reads' : 'reads and commands'}`),
    );
  }
}

@SubCommand({
  name: 'user',
  description: 'The users of other systems on NATS, in NIMBUS_HOME.',
  subCommands: [CreateBusUserCommand, RevokeBusUserCommand, ListBusUsersCommand],
})
class BusUserCommand extends CommandGroup {}

@Command({ name: 'bus', description: 'NATS for other systems.', subCommands: [BusUserCommand] })
export class BusCommand extends CommandGroup {}

/** The nats-server of `npm start` in this folder, unless the provisioner of another one is named. */
const place = async () => ({
  home: await openHome(process.env),
  provisionerUrl: process.env['PROVISIONER_NATS_URL'] || undefined,
});

const reminder = (reload: boolean): string[] =>
  reload
    ? [
        'Reload your nats-server (--signal reload). Its consumer is made or deleted with PROVISIONER_NATS_URL only.',
      ]
    : [];
