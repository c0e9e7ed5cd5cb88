import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { WorkspaceId } from '#contracts';
import type { Id } from '#kernel';
import { loginOf } from '#messaging';
import { Home } from '../../standalone/src/home.js';
import { createOutsideUser, outsideUsers, revokeOutsideUser } from '../../standalone/src/outside-users.js';

interface Options {
  readonly workspace: Id<'ws'>;
  readonly name: string;
  readonly readOnly: boolean;
}

/** The options that name a user. */
abstract class UserCommand extends CommandRunner {
  @Option({ flags: '--workspace <id>', description: 'Its workspace, ws_…', required: true })
  workspace(value: string): Id<'ws'> {
    return WorkspaceId.parse(value);
  }

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

  async run(_: string[], { workspace, name, readOnly }: Options): Promise<void> {
    const user = { workspaceId: workspace, name, readOnly };
    const { login, password, reload } = await createOutsideUser(await place(), user);
    print(`user: ${login}`, `password: ${password}`, ...reminder(reload));
  }
}

@SubCommand({ name: 'revoke', description: 'Ends a user at once.' })
class RevokeBusUserCommand extends UserCommand {
  async run(_: string[], { workspace: workspaceId, name }: Options): Promise<void> {
    const { reload } = await revokeOutsideUser(await place(), { workspaceId, name });
    print(`revoked: ${loginOf({ workspaceId, name })}`, ...reminder(reload));
  }
}

@SubCommand({ name: 'list', description: 'Shows the users.' })
class ListBusUsersCommand extends CommandRunner {
  async run(): Promise<void> {
    const users = await outsideUsers((await place()).home);
    print(...users.map((user) => `${loginOf(user)}  ${user.readOnly ? 'reads' : 'reads and commands'}`));
  }
}

@SubCommand({
  name: 'user',
  description: 'The users of other systems on NATS, in NIMBUS_HOME.',
  subCommands: [CreateBusUserCommand, RevokeBusUserCommand, ListBusUsersCommand],
})
class BusUserCommand extends CommandRunner {
  run(): Promise<void> {
    return Promise.resolve(this.command.help({ error: true }));
  }
}

@Command({ name: 'bus', description: 'NATS for other systems.', subCommands: [BusUserCommand] })
export class BusCommand extends CommandRunner {
  run(): Promise<void> {
    return Promise.resolve(this.command.help({ error: true }));
  }
}

/** The nats-server of `npm start` in this folder, unless the provisioner of another one is named. */
const place = async () => ({
  home: await Home.open(process.env['NIMBUS_HOME'] || '.nimbus'),
  provisionerUrl: process.env['PROVISIONER_NATS_URL'] || undefined,
});

const reminder = (reload: boolean): string[] =>
  reload
    ? [
        'Reload your nats-server (--signal reload). Its consumer is made or deleted with PROVISIONER_NATS_URL only.',
      ]
    : [];

const print = (...lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`);
};
