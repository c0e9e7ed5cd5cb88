import { Command, Option, SubCommand } from 'nest-commander';
import {
  deadLetter,
  deadLetters,
  drop,
  replay,
  type DeadLetterContent,
  type DeadLetterSummary,
} from './dead-letters.js';
import { asOperator, type Operator } from './operator.js';
import { CommandGroup, table, ToolCommand, type ToolOptions } from './tool-command.js';

interface Selection extends ToolOptions {
  readonly consumer?: string;
}

abstract class SelectingCommand extends ToolCommand {
  @Option({
    flags: '--consumer <name>',
    description: 'Only those of one consumer, such as enrollment-outcomes',
  })
  consumer(name: string): string {
    return name;
  }
}

@SubCommand({ name: 'list', description: 'Shows the dead letters, oldest first, without their contents.' })
class ListDeadLettersCommand extends SelectingCommand {
  @Option({ flags: '--limit <count>', description: 'At most so many', defaultValue: 100 })
  limit(count: string): number {
    return wholeNumber(count);
  }

  run(_: string[], options: Selection & { readonly limit: number }): Promise<void> {
    return asOperator(async (operator) => {
      const found: DeadLetterSummary[] = [];
      for await (const letter of deadLetters(operator, options)) {
        if (found.length === options.limit) break;
        found.push(summaryOf(letter));
      }
      this.show(found, options, (letters) =>
        letters.length === 0 ? ['there are no dead letters'] : table(COLUMNS, letters.map(rowOf)),
      );
    });
  }
}

@SubCommand({
  name: 'show',
  arguments: '<id>',
  description: 'Shows one dead letter with its content, which may hold data of persons.',
})
class ShowDeadLetterCommand extends ToolCommand {
  run([id = '']: string[], options: ToolOptions): Promise<void> {
    return asOperator(async (operator) => {
      const letter = await deadLetter(operator, wholeNumber(id));
      this.show(letter, options, ({ payload, headers, ...summary }) => [
        ...Object.entries(summary).map(([name, value]) => `${name}: ${value}`),
        ...Object.entries(headers).map(([name, value]) => `header ${name}: ${value}`),
        '',
        payload,
      ]);
    });
  }
}

@SubCommand({
  name: 'replay',
  arguments: '[ids...]',
  description:
    'Hands dead letters to their consumers again, and deletes those that are handled. Ends with 1 where one fails again.',
})
class ReplayDeadLettersCommand extends SelectingCommand {
  @Option({ flags: '--all', description: 'All of them, or all of the consumer that is named' })
  all(): boolean {
    return true;
  }

  run(ids: string[], options: Selection & { readonly all?: boolean }): Promise<void> {
    if (ids.length > 0 === (options.all === true)) this.command.error('name dead letters, or say --all');
    return asOperator(async (operator) => {
      const result: { replayed: number[]; failed: { id: number; reason: string }[] } = {
        replayed: [],
        failed: [],
      };
      for await (const letter of options.all === true
        ? deadLetters(operator, options)
        : named(operator, ids)) {
        const reason = await failureOf(() => replay(operator, letter));
        if (reason === undefined) result.replayed.push(letter.id);
        else result.failed.push({ id: letter.id, reason });
      }
      if (result.failed.length > 0) process.exitCode = 1;
      this.show(result, options, ({ replayed, failed }) => [
        `${replayed.length} replayed, ${failed.length} failed again`,
        ...failed.map(({ id, reason }) => `${id}: ${reason}`),
      ]);
    });
  }
}

@SubCommand({
  name: 'drop',
  arguments: '<ids...>',
  description: 'Deletes dead letters that nobody needs any more. Their effect never happens.',
})
class DropDeadLettersCommand extends ToolCommand {
  run(ids: string[], options: ToolOptions): Promise<void> {
    return asOperator(async (operator) => {
      const letters = await Promise.all(ids.map((id) => deadLetter(operator, wholeNumber(id))));
      for (const { id } of letters) await drop(operator, id);
      this.show({ dropped: letters.map(({ id }) => id) }, options, ({ dropped }) => [
        `${dropped.length} dropped`,
      ]);
    });
  }
}

@Command({
  name: 'dead-letter',
  description: 'Messages that a consumer could not handle.',
  subCommands: [
    ListDeadLettersCommand,
    ShowDeadLetterCommand,
    ReplayDeadLettersCommand,
    DropDeadLettersCommand,
  ],
})
export class DeadLetterCommand extends CommandGroup {}

const COLUMNS = ['id', 'stored at', 'consumer', 'subject', 'bytes', 'reason'];

const rowOf = (letter: DeadLetterSummary) =>
  [letter.id, letter.stored_at, letter.consumer, letter.subject, letter.bytes, letter.reason] as const;

const summaryOf = (letter: DeadLetterContent): DeadLetterSummary => ({
  id: letter.id,
  stored_at: letter.stored_at,
  service: letter.service,
  consumer: letter.consumer,
  subject: letter.subject,
  deliveries: letter.deliveries,
  reason: letter.reason,
  bytes: letter.bytes,
});

async function* named(operator: Operator, ids: readonly string[]): AsyncGenerator<DeadLetterContent> {
  for (const id of ids) yield await deadLetter(operator, wholeNumber(id));
}

async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new Error(`${text} is not a whole number above 0`);
  return Number(text);
}
