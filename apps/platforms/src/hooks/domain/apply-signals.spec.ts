import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import type { MessageSignal } from '../../clients/domain/signal.js';
import { applySignals } from './apply-signals.js';
import type { ToldLead, ToldMessage } from './told-lead.js';

const AT = new Date('2026-05-02T10:00:00.000Z');
const STEPS = [1, 2, 3];

const UNTOLD = {
  sentAt: null,
  openedAt: null,
  machineOpenedAt: null,
  clickedAt: null,
  machineClickedAt: null,
  repliedAt: null,
  bouncedAt: null,
  unsubscribedAt: null,
} as const;

const messageOfStep = (stepNumber: number): ToldMessage => ({
  ...UNTOLD,
  sendId: newId('send'),
  stepId: newId('step'),
  stepNumber,
  variant: null,
  subject: `Step ${stepNumber}`,
  accountId: null,
  messageId: null,
  sentKey: null,
});

const LEAD: ToldLead = {
  workspaceId: newId('ws'),
  campaignId: newId('camp'),
  enrollmentId: newId('enr'),
  contactId: newId('cont'),
  email: 'grace@receiver.example',
  fallbackAccountId: newId('ea'),
  messages: STEPS.map(messageOfStep),
};

const signal = (changes: Partial<MessageSignal> = {}): MessageSignal => ({
  kind: 'sent',
  at: AT,
  key: `${changes.kind ?? 'sent'} ${changes.stepNumber ?? ''}`,
  platformCampaignId: '7',
  email: LEAD.email,
  leadId: null,
  stepNumber: 1,
  accountEmail: null,
  messageId: null,
  machine: false,
  ...changes,
});

/** The facts of signals that come in batches, such as `1 sent`. */
function factsOf(batches: readonly (readonly MessageSignal[])[]): string[] {
  let lead = LEAD;
  return batches.flatMap((batch) => {
    const told = batch.map((each) => ({ signal: each, accountId: null, lead: 'one' }));
    const { facts, changed } = applySignals(new Map([['one', lead]]), told);
    const after = new Map(changed.map((message) => [message.stepNumber, message]));
    lead = { ...lead, messages: lead.messages.map((each) => after.get(each.stepNumber) ?? each) };
    return facts.map(
      ({ kind, message, signal: by }) =>
        `${message.stepNumber} ${kind}${by?.machine === true ? ' by a machine' : ''}`,
    );
  });
}

const kinds = ['sent', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed'] as const;

const anySignal = fc
  .record({
    kind: fc.constantFrom(...kinds),
    stepNumber: fc.constantFrom(...STEPS),
    machine: fc.boolean(),
    at: fc.date({ min: AT, max: new Date('2026-06-02T10:00:00.000Z'), noInvalidDate: true }),
  })
  // A contact unsubscribes once, so that the order would decide which message is named.
  .map((each) => (each.kind === 'unsubscribed' ? { ...each, stepNumber: 2 } : each));

const machineFact = ({ kind, machine }: Pick<MessageSignal, 'kind' | 'machine'>): string =>
  machine && (kind === 'opened' || kind === 'clicked') ? ' by a machine' : '';

/** Each message that anything is told of was sent, and each fact is told once. */
const modelOf = (signals: readonly MessageSignal[]): string[] => [
  ...new Set(
    signals.flatMap((each) => [
      `${each.stepNumber} sent`,
      ...(each.kind === 'sent' ? [] : [`${each.stepNumber} ${each.kind}${machineFact(each)}`]),
    ]),
  ),
];

describe('signals of messages', () => {
  it('tell each fact once, in any order, any batches and any repetition', () => {
    fc.assert(
      fc.property(
        fc
          .array(anySignal, { maxLength: 20 })
          .chain((list) =>
            fc.tuple(fc.shuffledSubarray([...list, ...list], { minLength: list.length }), fc.nat(5)),
          ),
        ([list, size]) => {
          const signals = list.map((each) =>
            signal({ ...each, machine: each.machine && machineFact(each) !== '' }),
          );
          const batches = Array.from({ length: Math.ceil(signals.length / (size + 1)) }, (_, n) =>
            signals.slice(n * (size + 1), (n + 1) * (size + 1)),
          );
          expect(factsOf(batches).toSorted()).toEqual(modelOf(signals).toSorted());
        },
      ),
    );
  });

  const dayOf = {
    a: AT,
    b: new Date('2026-05-04T10:00:00.000Z'),
    c: new Date('2026-05-06T10:00:00.000Z'),
  };

  it('without steps tell as many messages as were sent, however often each is told', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }), (keys) => {
        const facts = factsOf(keys.map((key) => [signal({ stepNumber: null, key, at: dayOf[key] })]));
        expect(facts.toSorted()).toEqual(STEPS.slice(0, new Set(keys).size).map((step) => `${step} sent`));
      }),
    );
  });

  it('without a step are about the latest message that was sent', () => {
    const steps = [signal(), signal({ stepNumber: 2 })];
    const opened = signal({ kind: 'opened', stepNumber: null });

    expect(factsOf([[...steps, opened]])).toEqual(['1 sent', '2 sent', '2 opened']);
    expect(factsOf([[opened]])).toEqual(['1 sent', '1 opened']);
  });

  it('without a step are about the message that was sent before them, however late they are told', () => {
    const steps = [signal(), signal({ stepNumber: 2, at: dayOf.c })];
    const replied = signal({ kind: 'replied', stepNumber: null, at: dayOf.b });

    expect(factsOf([steps, [replied]])).toEqual(['1 sent', '2 sent', '1 replied']);
  });

  it('of one sending that a poll tells without its step, some minutes beside the hook, tell it once', () => {
    const polled = signal({ stepNumber: null, key: 'polled', at: new Date(AT.getTime() + 120_000) });

    expect(factsOf([[signal()], [polled]])).toEqual(['1 sent']);
    expect(factsOf([[polled], [signal()]])).toEqual(['1 sent']);
  });

  it('put the sending of a message before all that follows from it', () => {
    expect(factsOf([[signal({ kind: 'replied', stepNumber: 2 })]])).toEqual(['2 sent', '2 replied']);
  });

  it('that the contact wants no more mail tell nothing about a message that was not sent', () => {
    expect(factsOf([[signal({ kind: 'unsubscribed', stepNumber: null })]])).toEqual(['1 unsubscribed']);
  });

  it('that the contact wants no more mail are one, although a hook and a poll name other messages', () => {
    const hook = signal({ kind: 'unsubscribed', stepNumber: 2 });
    const polled = [1, 2].map((stepNumber) => signal({ kind: 'unsubscribed', stepNumber }));

    expect(factsOf([[signal()], [hook], polled])).toEqual(['1 sent', '2 sent', '2 unsubscribed']);
  });

  it('about a step that is not there tell nothing', () => {
    const told = [{ signal: signal({ stepNumber: 9 }), accountId: null, lead: 'one' }];
    const { facts, unknownSteps } = applySignals(new Map([['one', LEAD]]), told);
    expect(facts).toEqual([]);
    expect([...unknownSteps]).toEqual(told);
  });

  it('tell of each reply with a text, and of one without a text once', () => {
    const bare = signal({ kind: 'replied' });
    const reply = { text: 'Yes', html: null, subject: null, automatic: false };
    const written = signal({ kind: 'replied', key: 'another', reply });

    expect(factsOf([[bare, bare, written, written]])).toEqual([
      '1 sent',
      '1 replied',
      '1 replied',
      '1 replied',
    ]);
  });

  it('name the account of the signal, else that of the lead, and keep the first one', () => {
    const [own, other] = [newId('ea'), newId('ea')];
    const told = [own, other].map((accountId) => ({ signal: signal(), accountId, lead: 'one' }));
    const [message] = applySignals(new Map([['one', LEAD]]), told).changed;
    expect(message?.accountId).toBe(own);

    const unnamed = [{ signal: signal(), accountId: null, lead: 'one' }];
    expect(applySignals(new Map([['one', LEAD]]), unnamed).changed[0]?.accountId).toBe(
      LEAD.fallbackAccountId,
    );
  });
});
