import { WarmupReceived } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { WarmupMail } from '../domain/warmup-mail.js';

export const receivedMessages = (mails: readonly WarmupMail[]): EventMessage[] =>
  toMessages(
    WarmupReceived,
    mails.map(({ sendId, accountId, workspaceId, messageId, placement, receivedAt }) =>
      makeEvent(WarmupReceived, {
        service: 'inbound',
        workspaceId,
        time: receivedAt,
        data: {
          send_id: sendId,
          sending_account_id: accountId,
          placement,
          message_id: messageId,
          at: receivedAt.toISOString(),
        },
      }),
    ),
  );
