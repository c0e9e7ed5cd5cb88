import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  FindSentMessages,
  ReportReply,
  type EmailsBounced,
  type EmailsReplied,
  type SentMessage,
  type SentMessageQuery,
  type SignalAnswer,
} from '#contracts';
import { Clock, notFound, type Id } from '#kernel';
import { RpcClient, type EventMessage } from '#messaging';
import { timeOfSignal, type Command } from '../domain/command.js';
import { bounceEvents, complaintEvents, deliveredEvents } from '../events/signal-events.js';

/** The message that a signal names, and when it says that something happened. */
interface Named {
  readonly send_id?: Id<'send'> | undefined;
  readonly message_id?: string | undefined;
  readonly at?: string | undefined;
}

/** The answer to a signal, and the events that are its effect. */
export interface Recorded {
  readonly data: SignalAnswer;
  readonly messages: readonly EventMessage[];
}

/** Turns signals about messages into the facts that Nimbus finds out itself elsewhere. */
@Injectable()
export class RecordSignal {
  constructor(
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  /** Told before, when the message was handed over, unless nobody knows whether it left. */
  async delivered(command: Command, named: Named): Promise<Recorded> {
    const { message, at } = await this.messageOf(command, named);
    if (message.status !== 'indeterminate') return { data: unchanged(message), messages: [] };
    return { data: recorded(message), messages: deliveredEvents(message, at) };
  }

  async bounced(command: Command, data: z.output<typeof EmailsBounced.data>): Promise<Recorded> {
    const { message, at } = await this.messageOf(command, data);
    const { answer, smtp_code, enhanced_code } = data;
    const messages = bounceEvents(message, at, { answer, smtp_code, enhanced_code });
    return { data: recorded(message), messages };
  }

  async complained(command: Command, named: Named): Promise<Recorded> {
    const { message, at } = await this.messageOf(command, named);
    return { data: recorded(message), messages: complaintEvents(message, at) };
  }

  async replied(command: Command, data: z.output<typeof EmailsReplied.data>): Promise<Recorded> {
    const { message, at } = await this.messageOf(command, data);
    await this.rpc.request(ReportReply, {
      workspace_id: command.workspaceId,
      key: keyOf(command),
      message,
      received_at: at.toISOString(),
      reply: data.reply,
    });
    return { data: recorded(message), messages: [] };
  }

  /** A message of another workspace is not found, as an unknown one is not. */
  private async messageOf({ workspaceId, at }: Command, named: Named) {
    const { results } = await this.rpc.request(FindSentMessages, { queries: [queryOf(named)] });
    const message = results[0] ?? null;
    if (message?.workspace_id !== workspaceId) {
      throw notFound('message', named.send_id ?? named.message_id ?? '');
    }
    const sentAt = message.sent_at === null ? null : new Date(message.sent_at);
    const given = named.at === undefined ? at : new Date(named.at);
    return { message, at: timeOfSignal(given, sentAt, this.clock.now()) };
  }
}

const queryOf = ({ send_id, message_id = '' }: Named): SentMessageQuery =>
  send_id === undefined ? { message_id } : { send_id };

const recorded = ({ send_id }: SentMessage): SignalAnswer => ({ send_id, effect: 'recorded' });
const unchanged = ({ send_id }: SentMessage): SignalAnswer => ({ send_id, effect: 'unchanged' });

/** Names the reply for ever, whatever the length of source and id. */
const keyOf = ({ workspaceId, envelope: { source, id } }: Command): string =>
  `bus:${workspaceId}:${createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')}`;
