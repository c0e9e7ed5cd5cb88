import { Command, SubCommand } from 'nest-commander';
import { RebuildHealth } from '#contracts';
import type { Id } from '#kernel';
import { asOperator, type Operator } from './operator.js';
import { CommandGroup, ToolCommand, type ToolOptions } from './tool-command.js';

@SubCommand({
  name: 'rebuild',
  description:
    'Counts the hours, totals and scores of all sending accounts anew from the stored facts about their messages, while the gate answers. Safe to run twice, also at the same time; after a crash run it again.',
})
class RebuildHealthCommand extends ToolCommand {
  async run(_: string[], options: ToolOptions): Promise<void> {
    const accounts = await asOperator(rebuildHealth);
    this.show({ accounts }, options, () => [`counted ${accounts} sending accounts anew`]);
  }
}

async function rebuildHealth({ rpc }: Operator): Promise<number> {
  let accounts = 0;
  let after: Id<'ea'> | null = null;
  do {
    const range: { accounts: number; next: Id<'ea'> | null } = await rpc.request(RebuildHealth, { after });
    accounts += range.accounts;
    after = range.next;
  } while (after !== null);
  return accounts;
}

@Command({
  name: 'health',
  description: 'The health of sending accounts.',
  subCommands: [RebuildHealthCommand],
})
export class HealthCommand extends CommandGroup {}
