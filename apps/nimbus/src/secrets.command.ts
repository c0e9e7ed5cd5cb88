import { Command, SubCommand } from 'nest-commander';
import { asOperator } from './operator.js';
import { rotateSecrets } from './rotate-secrets.js';
import { CommandGroup, table, ToolCommand, type ToolOptions } from './tool-command.js';

@SubCommand({
  name: 'rotate',
  description:
    'Encrypts every stored password, token, webhook secret and reply with the SECRETS_KEY of the services, while they work. Run it when every replica has the new key, and the old one in SECRETS_KEYS_OLD. Safe to run twice. Ends with 1 while a secret is left that needs another key.',
})
class RotateSecretsCommand extends ToolCommand {
  async run(_: string[], options: ToolOptions): Promise<void> {
    const tables = await asOperator(rotateSecrets);
    if (tables.some(({ remaining, unreadable }) => remaining + unreadable > 0)) process.exitCode = 1;
    this.show(tables, options, (rows) =>
      table(
        ['service', 'table', 'key', 're-encrypted', 'remaining', 'unreadable'],
        rows.map((row) => [row.service, row.table, row.key, row.reencrypted, row.remaining, row.unreadable]),
      ),
    );
  }
}

@Command({
  name: 'secrets',
  description: 'The secrets that services have stored.',
  subCommands: [RotateSecretsCommand],
})
export class SecretsCommand extends CommandGroup {}
