import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import type { ToldMessage } from '../domain/told-lead.js';
import { factEvents, type ToldFact } from './fact-events.js';

const AT = new Date('2026-05-02T10:00:00.000Z');

const MESSAGE: ToldMessage = {
  sendId: newId('send'),
  stepId: newId('step'),
  stepNumber: 1,
  variant: null,
  subject: 'Hello',
  accountId: newId('ea'),
  messageId: null,
  sentKey: 'sent',
  sentAt: AT,
  openedAt: null,
  machineOpenedAt: null,
  clickedAt: null,
  machineClickedAt: null,
  repliedAt: AT,
  bouncedAt: null,
  unsubscribedAt: null,
};

const replied = (text: string, html: string | null): ToldFact => ({
  kind: 'replied',
  at: AT,
  platform: 'smartlead',
  connectionId: '7',
  message: MESSAGE,
  lead: {
    workspaceId: newId('ws'),
    campaignId: newId('camp'),
    enrollmentId: newId('enr'),
    contactId: newId('cont'),
    email: 'grace@receiver.example',
    fallbackAccountId: newId('ea'),
    messages: [MESSAGE],
  },
  signal: {
    kind: 'replied',
    at: AT,
    key: 'a',
    platformCampaignId: '7',
    email: 'grace@receiver.example',
    leadId: null,
    stepNumber: 1,
    accountEmail: null,
    messageId: null,
    machine: false,
    reply: { text, html, subject: text, automatic: false },
  },
});

/** As large as an encrypted text is. */
const seal = (text: string): string => Buffer.from(text).toString('base64');

describe('the event of a reply', () => {
  it.each([
    ['Latin letters', 'Yes, please. '],
    ['Cyrillic letters', 'Да, пожалуйста. '],
    ['Japanese', 'はい、お願いします。'],
    ['quotes', '"'],
    ['control characters', '\u0001'],
  ])('is published, however long its text of %s is', (_, words) => {
    const text = words.repeat(200_000);
    const messages = factEvents([replied(text, text)], seal);

    expect(messages).toHaveLength(1);
    expect(messages[0]?.payload.length).toBeGreaterThan(100_000);
  });

  it('has the texts of a usual reply as they are', () => {
    const texts = { text: 'Yes, please.', html: '<p>Yes, please.</p>' };
    const [message] = factEvents([replied(texts.text, texts.html)], seal);

    expect(message?.payload).toContain(seal(JSON.stringify(texts)));
  });
});
