import { Command, Option, SubCommand } from 'nest-commander';
import { IdOf, ListKeys, MakeKey, RevokeKey } from '#contracts';
import { asOperator } from './operator.js';
import { CommandGroup, table } from './tool-command.js';
import { PAGE_SIZE, WorkspaceMemberCommand, type InWorkspace } from './workspace-member.command.js';

@SubCommand({
  name: 'list',
  description: 'Shows the newest API keys of a workspace, 500 at most, without revoked ones.',
})
class ListKeysCommand extends WorkspaceMemberCommand {
  run(_: string[], { workspace, ...options }: InWorkspace): Promise<void> {
    return asOperator(async ({ rpc }) => {
      const { results } = await rpc.request(ListKeys, { workspace_id: workspace, page_size: PAGE_SIZE });
      this.show(results, options, (keys) =>
        table(
          ['id', 'prefix', 'created at', 'expires at', 'name', 'scopes'],
          keys.map((key) => [
            key.id,
            key.prefix,
            key.created_at,
            key.expires_at,
            key.name,
            key.scopes.join(' '),
          ]),
        ),
      );
    });
  }
}

interface NewKey extends InWorkspace {
  readonly name: string;
  readonly scopes?: readonly string[];
  readonly expires?: string;
}

@SubCommand({ name: 'create', description: 'Makes an API key, and prints it, this once.' })
class CreateKeyCommand extends WorkspaceMemberCommand {
  @Option({ flags: '--name <name>', description: 'Its name', required: true })
  name(name: string): string {
    return name;
  }

  @Option({ flags: '--scopes <list>', description: 'Its scopes, separated by commas; all by default' })
  scopes(list: string): string[] {
    return list.split(',');
  }

  @Option({
    flags: '--expires <instant>',
    description: 'When it ends, such as 2027-01-01T00:00:00Z; never by default',
  })
  expires(instant: string): string {
    return instant;
  }

  run(_: string[], { workspace, name, scopes, expires, ...options }: NewKey): Promise<void> {
    return asOperator(async ({ rpc }) => {
      const created = await rpc.request(MakeKey, {
        workspace_id: workspace,
        name,
        expires_at: expires ?? null,
        ...(scopes && { scopes: [...scopes] }),
      });
      this.show(created, options, ({ id, api_key }) => [`id: ${id}`, `API key: ${api_key}`]);
    });
  }
}

@SubCommand({ name: 'revoke', arguments: '<key>', description: 'Ends an API key, within five seconds.' })
class RevokeKeyCommand extends WorkspaceMemberCommand {
  run([key]: string[], { workspace, ...options }: InWorkspace): Promise<void> {
    const key_id = IdOf('key').parse(key);
    return asOperator(async ({ rpc }) => {
      await rpc.request(RevokeKey, { workspace_id: workspace, key_id });
      this.show({ revoked: key_id }, options, () => [`revoked: ${key_id}`]);
    });
  }
}

@Command({
  name: 'key',
  description: 'The API keys of a workspace.',
  subCommands: [ListKeysCommand, CreateKeyCommand, RevokeKeyCommand],
})
export class KeyCommand extends CommandGroup {}
