import { Command, SubCommand } from 'nest-commander';
import { RebuildTotals } from '#contracts';
import type { Id } from '#kernel';
import { asOperator, type Operator } from './operator.js';
import { CommandGroup, ToolCommand, type ToolOptions } from './tool-command.js';

@SubCommand({
  name: 'rebuild',
  description:
    'Counts the figures of all campaigns anew from the stored facts about their messages, while the service works. Safe to run twice, also at the same time; after a crash run it again.',
})
class RebuildAnalyticsCommand extends ToolCommand {
  async run(_: string[], options: ToolOptions): Promise<void> {
    const messages = await asOperator(rebuildAnalytics);
    this.show({ messages }, options, () => [`counted ${messages} messages anew`]);
  }
}

async function rebuildAnalytics({ rpc }: Operator): Promise<number> {
  let messages = 0;
  let after: Id<'camp'> | null = null;
  do {
    const range: { messages: number; next: Id<'camp'> | null } = await rpc.request(RebuildTotals, { after });
    messages += range.messages;
    after = range.next;
  } while (after !== null);
  return messages;
}

@Command({
  name: 'analytics',
  description: 'The figures of campaigns.',
  subCommands: [RebuildAnalyticsCommand],
})
export class AnalyticsCommand extends CommandGroup {}
