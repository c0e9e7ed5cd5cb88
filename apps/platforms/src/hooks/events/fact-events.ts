import { createHash } from 'node:crypto';
import {
  BounceReported,
  EmailClicked,
  EmailOpened,
  EmailUnsubscribed,
  PlatformMessageSent,
  PlatformReplyReceived,
  type DataOf,
  type EventContract,
  type EventOf,
  type PlatformReplyTexts,
} from '#contracts';
import type { OutsidePlatform } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { MessageSignal, SignalReply } from '../../clients/domain/signal.js';
import type { Fact } from '../domain/apply-signal.js';
import { inBrackets } from '../domain/message-of-signal.js';
import { reportedAnswer } from '../domain/reported-answer.js';

/** A fact, and where it was told. */
export interface ToldFact extends Fact {
  readonly platform: OutsidePlatform;
  readonly connectionId: string;
}

const MAX_MESSAGE_ID = 998;
const MAX_TEXT = 100_000;
/** Encryption makes a third more of them, and an event has 512 KB at most. */
const MAX_TEXTS_BYTES = 300_000;
const MAX_SUBJECT = 1_000;
const MAX_URL = 2_000;

/** Encrypts a text for its owner. */
export type Seal = (text: string, owner: string) => string;

/** The events of facts. Those of sent messages come first: the others are about messages that left. */
export const factEvents = (facts: readonly ToldFact[], seal: Seal): EventMessage[] => [
  ...toMessages(PlatformMessageSent, eventsOf(PlatformMessageSent, facts, 'sent', sentData)),
  ...toMessages(EmailOpened, eventsOf(EmailOpened, facts, 'opened', hitData)),
  ...toMessages(EmailClicked, eventsOf(EmailClicked, facts, 'clicked', clickData)),
  ...toMessages(BounceReported, eventsOf(BounceReported, facts, 'bounced', bounceData)),
  ...toMessages(
    PlatformReplyReceived,
    eventsOf(PlatformReplyReceived, facts, 'replied', (fact) => replyData(fact, seal)),
  ),
  ...toMessages(EmailUnsubscribed, eventsOf(EmailUnsubscribed, facts, 'unsubscribed', unsubscribeData)),
];

const eventsOf = <C extends EventContract>(
  contract: C,
  facts: readonly ToldFact[],
  kind: Fact['kind'],
  dataOf: (fact: ToldFact) => DataOf<C>,
): EventOf<C>[] =>
  facts
    .filter((fact) => fact.kind === kind)
    .map((fact) =>
      makeEvent(contract, {
        service: 'platforms',
        workspaceId: fact.lead.workspaceId,
        time: fact.at,
        data: dataOf(fact),
      }),
    );

const emailFact = ({ lead, message, at }: ToldFact) => ({
  send_id: message.sendId,
  campaign_id: lead.campaignId,
  enrollment_id: lead.enrollmentId,
  contact_id: lead.contactId,
  step_id: message.stepId,
  step_number: message.stepNumber,
  variant: message.variant,
  at: at.toISOString(),
});

const accountFact = (fact: ToldFact) => ({
  ...emailFact(fact),
  email: fact.lead.email,
  sending_account_id: fact.message.accountId ?? fact.lead.fallbackAccountId,
});

const sentData = (fact: ToldFact): DataOf<typeof PlatformMessageSent> => ({
  ...accountFact(fact),
  message_id: (fact.message.messageId ?? '').slice(0, MAX_MESSAGE_ID),
  subject: fact.message.subject,
});

const hitData = (fact: ToldFact): DataOf<typeof EmailOpened> => ({
  ...emailFact(fact),
  machine: fact.signal?.machine === true,
});

const clickData = (fact: ToldFact): DataOf<typeof EmailClicked> => ({
  ...hitData(fact),
  url: (fact.signal?.url ?? '').slice(0, MAX_URL),
});

const unsubscribeData = (fact: ToldFact): DataOf<typeof EmailUnsubscribed> => ({
  ...emailFact(fact),
  method: 'platform',
});

const bounceData = (fact: ToldFact): DataOf<typeof BounceReported> => ({
  ...emailFact(fact),
  ...reportedAnswer(fact.signal?.bounce?.words ?? '', fact.platform),
});

const NO_REPLY: SignalReply = { text: null, html: null, subject: null, automatic: false };

function replyData(fact: ToldFact, seal: Seal): DataOf<typeof PlatformReplyReceived> {
  const { signal, platform, message } = fact;
  const { text, html, subject, automatic } = signal?.reply ?? NO_REPLY;
  const key = keyOf(fact);
  return {
    ...accountFact(fact),
    key,
    platform,
    message_id: replyIdOf(signal),
    subject: (subject ?? `Re: ${message.subject}`).slice(0, MAX_SUBJECT),
    encrypted_texts: seal(textsOf({ text, html }), key),
    automatic,
  };
}

/** Cut until they fit: one long mail in an alphabet of several bytes would else refuse all facts of its poll, again and again. */
function textsOf({ text, html }: PlatformReplyTexts): string {
  for (let most = MAX_TEXT; ; most = Math.floor(most / 2)) {
    const texts = JSON.stringify({
      text: cut(text, most),
      html: cut(html, most),
    } satisfies PlatformReplyTexts);
    if (Buffer.byteLength(texts) <= MAX_TEXTS_BYTES) return texts;
  }
}

const cut = (text: string | null, most: number): string | null => text && text.slice(0, most);

const replyIdOf = (signal: MessageSignal | null): string | null =>
  signal === null || signal.messageId === null ? null : inBrackets(signal.messageId).slice(0, MAX_MESSAGE_ID);

/** Keys of two connections may be equal, and may have any length. */
const keyOf = ({ platform, connectionId, signal, message }: ToldFact): string =>
  `${platform}:${createHash('sha256')
    .update(`${connectionId}\n${signal?.key ?? message.sendId}`)
    .digest('hex')}`;
