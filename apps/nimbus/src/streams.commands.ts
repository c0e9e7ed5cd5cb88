import { Command, Option, SubCommand } from 'nest-commander';
import { STREAMS } from '#contracts';
import { republish } from '#database';
import { provisionAll } from '#messaging';
import { databaseUrls, provisionerNatsUrl } from './servers.js';
import { CommandGroup, ToolCommand, type ToolOptions } from './tool-command.js';

@SubCommand({
  name: 'update',
  description:
    'Creates the streams that are missing and changes those that differ, as the provisioner (PROVISIONER_NATS_URL, else NATS_URL), with NATS_REPLICAS copies. Safe to run twice.',
})
class UpdateStreamsCommand extends ToolCommand {
  async run(_: string[], options: ToolOptions): Promise<void> {
    const url = provisionerNatsUrl(process.env);
    if (url === undefined) {
      throw new Error('Set PROVISIONER_NATS_URL, or NATS_URL where one user may do everything.');
    }
    const created = await provisionAll(url, Number(process.env['NATS_REPLICAS'] ?? 1));
    this.show({ created }, options, () => [
      created.length === 0 ? 'the streams are up to date' : `created streams: ${created.join(', ')}`,
    ]);
  }
}

@SubCommand({
  name: 'refill',
  arguments: '<stream>',
  description:
    'Publishes again what a lost stream held, from the history of the outboxes, in the databases of the services. Consumers skip what they have handled.',
})
class RefillStreamCommand extends ToolCommand {
  @Option({
    flags: '--since <instant>',
    description: 'Only messages that were published after it, such as 2026-05-01T00:00:00Z',
  })
  since(instant: string): Date {
    const date = new Date(instant);
    if (Number.isNaN(date.getTime())) throw new Error(`${instant} is no ISO 8601 instant`);
    return date;
  }

  async run([name = '']: string[], options: ToolOptions & { readonly since?: Date }): Promise<void> {
    const stream = REFILLABLE.find((each) => each.name === name);
    if (stream === undefined) {
      throw new Error(`${name} is not one of ${REFILLABLE.map((each) => each.name).join(', ')}`);
    }
    const counts: { service: string; messages: number }[] = [];
    for (const { service, url } of await databaseUrls(process.env)) {
      const subjectPrefix = stream.subjects[0].replace(/>$/, '');
      const messages = await republish({ url, service, subjectPrefix, since: options.since ?? new Date(0) });
      counts.push({ service, messages });
    }
    this.show(counts, options, () =>
      counts.map(({ service, messages }) => `${service.padEnd(14)} ${messages} messages`),
    );
  }
}

/** The others are not filled from outboxes. */
const REFILLABLE = STREAMS.filter(({ subjects: [subject] }) => subject.startsWith('evt.'));

@Command({
  name: 'streams',
  description: 'The streams of NATS.',
  subCommands: [UpdateStreamsCommand, RefillStreamCommand],
})
export class StreamsCommand extends CommandGroup {}
