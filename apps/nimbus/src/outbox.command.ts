import { Command, SubCommand } from 'nest-commander';
import { outboxStatus } from '#database';
import { databaseUrls } from './servers.js';
import { CommandGroup, table, ToolCommand, type ToolOptions } from './tool-command.js';

@SubCommand({
  name: 'status',
  description:
    'Shows the messages that wait in the outbox of each service. It reads the databases, so that it works while NATS is away.',
})
class OutboxStatusCommand extends ToolCommand {
  async run(_: string[], options: ToolOptions): Promise<void> {
    const status = [];
    for (const { service, url } of await databaseUrls(process.env)) {
      status.push({ service, ...(await outboxStatus({ service, url })) });
    }
    this.show(status, options, (services) =>
      table(
        ['service', 'waiting', 'bytes', 'oldest at', 'relay'],
        services.map((each) => [
          each.service,
          each.waiting,
          each.bytes,
          each.oldest_at,
          each.has_relay ? 'at work' : 'none',
        ]),
      ),
    );
  }
}

@Command({
  name: 'outbox',
  description: 'The messages that services have yet to publish.',
  subCommands: [OutboxStatusCommand],
})
export class OutboxCommand extends CommandGroup {}
