import { Injectable } from '@nestjs/common';
import { BusAnswer } from '#contracts';
import { Database, deleteOlder, Outbox, type OutboxMessage, type Queryable } from '#database';
import { Clock, uuidOf } from '#kernel';
import type { Command } from '../domain/command.js';

const FIND = `
  select digest, answer from answered_command where workspace_id = $1 and source = $2 and command_id = $3`;

const ADD = `
  insert into answered_command (workspace_id, source, command_id, digest, answer, answered_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict do nothing
  returning digest, answer`;

const TABLE = {
  table: 'answered_command',
  key: ['workspace_id', 'source', 'command_id'],
  age: 'answered_at',
};

interface Row {
  readonly digest: string;
  readonly answer: string;
}

/** The first answer to a command, and the digest of the command that it answers. */
export interface Answered {
  readonly digest: string;
  readonly answer: BusAnswer;
}

/** The answers by workspace, source and id of the command: each command has one effect and one answer. */
@Injectable()
export class AnsweredCommands {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  find(command: Command): Promise<Answered | null> {
    return this.read(this.database, command);
  }

  /**
   * Stores the answer together with the events that are its effect, unless another process was faster: then that one's
   * answer stands, and nothing is published.
   */
  add(command: Command, answer: BusAnswer, effect: readonly OutboxMessage[]): Promise<Answered> {
    const { digest } = command;
    return this.database.transaction(async (tx) => {
      const values = [...keyOf(command), digest, JSON.stringify(answer), this.clock.now()];
      const added = await tx.query<Row>(ADD, values);
      if (added.length > 0) {
        await this.outbox.add(tx, effect);
        return { digest, answer };
      }
      const first = await this.read(tx, command);
      if (first === null) throw new Error('an answer that was there is gone');
      return first;
    });
  }

  /** Deletes answers from before an instant, in short statements. */
  async deleteOld(before: Date): Promise<void> {
    while ((await deleteOlder(this.database, TABLE, before)) === 'more');
  }

  private async read(on: Queryable, command: Command): Promise<Answered | null> {
    const [row] = await on.query<Row>(FIND, keyOf(command));
    return row === undefined ? null : { digest: row.digest, answer: BusAnswer.parse(JSON.parse(row.answer)) };
  }
}

const keyOf = ({ workspaceId, envelope }: Command): string[] => [
  uuidOf(workspaceId),
  envelope.source,
  envelope.id,
];
