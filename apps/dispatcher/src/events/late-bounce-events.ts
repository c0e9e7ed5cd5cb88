import { EmailBounced } from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { ReportedBounce } from '../domain/reported-bounce.js';
import { sendFieldsOf, type SendIdentity } from './outcome-events.js';

/** A message that bounced after its server had accepted it; `at` is the time of the report. */
export interface LateBounceFacts {
  readonly send: SendIdentity & {
    readonly accountId: Id<'ea'>;
    readonly email: string;
    readonly variant: string | null;
  };
  readonly bounce: ReportedBounce;
  readonly at: Date;
}

export const lateBounceEvents = (reports: readonly LateBounceFacts[]): EventMessage[] =>
  toMessages(
    EmailBounced,
    reports.map(({ send, bounce, at }) =>
      makeEvent(EmailBounced, {
        service: 'dispatcher',
        workspaceId: send.workspaceId,
        time: at,
        data: {
          ...sendFieldsOf(send),
          at: at.toISOString(),
          variant: send.variant,
          email: send.email,
          sending_account_id: send.accountId,
          hard: bounce.class === 'hard',
          class: bounce.class,
          refusal: bounce.refusal,
          reported: true,
        },
      }),
    ),
  );
