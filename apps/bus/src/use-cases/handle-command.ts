import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BusEnvelope, readInput, type BusAnswer, type BusError } from '#contracts';
import { DomainError, onBehalfOf, validationError } from '#kernel';
import { inSpan, joinTrace, SpanKind, type SpanDescription } from '#telemetry';
import type { Address } from '../domain/address.js';
import type { Command } from '../domain/command.js';
import { AnsweredCommands, type Answered } from '../persistence/answered-commands.js';
import { ExecuteCommand, type Effect } from './execute-command.js';

/** A message as the server stored it. */
export interface ReceivedMessage {
  readonly address: Address;
  readonly body: string;
  readonly receivedAt: Date;
}

/** The kinds of refusals that pass by themselves: the command waits. */
const PASSING: readonly string[] = ['unavailable', 'throttled'];

/** Answers a command, once: a repetition gets the answer of the first time. */
@Injectable()
export class HandleCommand {
  constructor(
    private readonly answered: AnsweredCommands,
    private readonly executing: ExecuteCommand,
  ) {}

  /**
   * Resolves with the answer, also where it is a refusal. Rejects with a DomainError of a kind that passes, and then the
   * command is to be handled again; and with any other error for a bug.
   */
  handle(message: ReceivedMessage): Promise<BusAnswer> {
    return onBehalfOf(message.address.workspaceId, async () => {
      const command = commandIn(message);
      if ('refused' in command) return refusedBy(command.refused);
      return joinTrace(command.envelope.traceparent, () =>
        inSpan(spanOf(command), async () => {
          const before = await this.answered.find(command);
          return answerTo(command, before ?? (await this.answer(command)));
        }),
      );
    });
  }

  private async answer(command: Command): Promise<Answered> {
    const { id, source } = command.envelope;
    try {
      const { data, messages }: Effect = await this.executing.execute(command);
      return await this.answered.add(command, { id, source, status: 'ok', data }, messages);
    } catch (error) {
      if (!(error instanceof DomainError) || PASSING.includes(error.kind)) throw error;
      return this.answered.add(command, refusedBy(error, command), []);
    }
  }
}

function commandIn({
  address,
  body,
  receivedAt,
}: ReceivedMessage): Command | { readonly refused: DomainError } {
  try {
    const envelope = readInput(BusEnvelope, jsonIn(body));
    assertAddressed(envelope, address);
    return {
      workspaceId: address.workspaceId,
      envelope,
      digest: createHash('sha256')
        .update(JSON.stringify([envelope.type, envelope.data]))
        .digest('hex'),
      at: envelope.time === undefined ? receivedAt : new Date(envelope.time),
    };
  } catch (error) {
    if (error instanceof DomainError) return { refused: error };
    throw error;
  }
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw validationError([{ field: '', code: 'invalid_format', message: 'the message is not JSON' }]);
  }
}

/**
 * The subject decides, and the envelope must agree: a public event that a pull request of a reader leads into the subject
 * of a command names another type.
 */
function assertAddressed({ workspaceid, type }: BusEnvelope, { workspaceId, command }: Address): void {
  const wrong = [
    ...(type === command ? [] : [{ field: 'type', message: `must be ${command}, as in the subject` }]),
    ...(workspaceid === undefined || workspaceid === workspaceId
      ? []
      : [{ field: 'workspaceid', message: 'must be the workspace of the subject, or absent' }]),
  ];
  if (wrong.length > 0) throw validationError(wrong.map((each) => ({ ...each, code: 'invalid_value' })));
}

/** The name of a command is the sender's to choose, so it is no part of the span's name. */
const spanOf = ({ envelope }: Command): SpanDescription => ({
  service: 'bus',
  name: 'handle command',
  kind: SpanKind.CONSUMER,
  attributes: { 'nimbus.command': envelope.type },
});

/** The stored answer, unless another command has used its id. */
function answerTo(command: Command, { digest, answer }: Answered): BusAnswer {
  if (digest === command.digest) return answer;
  const message = 'another command had this source and id: a new command needs a new id';
  return refusedBy(new DomainError('rejected', 'id_reused', message), command);
}

const refusedBy = (error: DomainError, command?: Command): BusAnswer => ({
  ...(command && { id: command.envelope.id, source: command.envelope.source }),
  status: 'refused',
  error: errorOf(error),
});

const errorOf = ({ code, message, details }: DomainError): BusError => ({
  code,
  message,
  ...(details.errors && { errors: [...details.errors] }),
});
