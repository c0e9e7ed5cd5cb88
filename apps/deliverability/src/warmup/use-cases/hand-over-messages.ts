import { Injectable, Logger } from '@nestjs/common';
import { SendWarmupMessage, type WarmupMessage } from '#contracts';
import { Clock, isUnavailable } from '#kernel';
import { RpcClient } from '#messaging';
import { warmupText } from '../domain/warmup-text.js';
import { WarmupMessages, type DueMessage, type Settlement } from '../persistence/warmup-messages.js';

const BATCH = 50;
const LATER_MS = 60_000;

/** Hands due messages to the dispatcher, which delivers each once at most, however often it is asked. */
@Injectable()
export class HandOverMessages {
  private readonly logger = new Logger(HandOverMessages.name);

  constructor(
    private readonly messages: WarmupMessages,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    const due = await this.messages.claimDue(BATCH, this.clock.now());
    const settled = await Promise.all(due.map((message) => this.handOver(message)));
    await this.messages.settle(settled.flatMap((settlement) => settlement ?? []));
    return due.length === BATCH ? 'more' : 'idle';
  }

  /** Undefined while the dispatcher is away: it is asked again, because it may have taken the message. */
  private async handOver(message: DueMessage): Promise<Settlement | undefined> {
    try {
      const { status, retry_at } = await this.rpc.request(SendWarmupMessage, {
        message: orderOf(message),
      });
      return {
        id: message.id,
        status: STATUS[status],
        retryAt: status === 'later' ? this.at(retry_at) : null,
      };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.logger.warn(`${message.id} is handed over later: ${error.message}`);
      return undefined;
    }
  }

  private at(retryAt: string | undefined): Date {
    return retryAt === undefined ? new Date(this.clock.now().getTime() + LATER_MS) : new Date(retryAt);
  }
}

const STATUS = { taken: 'handed_over', later: 'planned', lost: 'dropped' } as const;

const orderOf = (message: DueMessage): WarmupMessage => ({
  workspace_id: message.workspaceId,
  campaign_id: message.campaignId,
  send_id: message.id,
  sending_account_id: message.from,
  to: message.toEmail,
  due_at: message.dueAt.toISOString(),
  ...warmupText(message),
  references: [...message.references],
});
