import { describe, expect, it } from '@jest/globals';
import { compose, templateScope } from '#composing';
import type { Recipient } from '#contracts';
import { newId } from '#kernel';
import { DEMO_ACCOUNTS, DEMO_CONTACTS, demoAccount, demoContact, demoSequence } from './demo-people.js';

const accounts = Array.from({ length: DEMO_ACCOUNTS }, (_, index) =>
  demoAccount(index, { host: '127.0.0.1', port: 25 }, new Date('2026-12-07T10:00:00Z')),
);

const recipientOf = ({ company, ...contact }: ReturnType<typeof demoContact>): Recipient => ({
  contact_id: newId('cont'),
  seniority: null,
  department: null,
  country: null,
  time_zone: null,
  custom_fields: {},
  ...contact,
  company: { industry: null, ...company },
});

describe("the demo's messages", () => {
  it('have no empty variable, for any contact and sending account', () => {
    for (let index = 0; index < DEMO_CONTACTS; index += 1) {
      const account = accounts[index % DEMO_ACCOUNTS] ?? accounts[0];
      if (account === undefined) throw new Error('the demo has no sending account');
      const facts = {
        scope: templateScope(recipientOf(demoContact(index)), account, 'https://example.com/u/x'),
        seed: String(index),
        now: 0,
        timeZone: 'UTC',
        additions: null,
        reports: true,
      };

      for (const { subject = '', body_html } of demoSequence.steps) {
        const messageText = { subject, body_html, body_text: null };
        const task = {
          kind: 'compose',
          messageText,
          threadRoot: messageText,
          threadSubject: 'Hello',
          ...facts,
        } as const;
        const { emptyVariables, emptyFields } = compose(task, 1_000);
        expect({ body_html, empty: [...emptyVariables, ...emptyFields] }).toEqual({ body_html, empty: [] });
      }
    }
  });
});
