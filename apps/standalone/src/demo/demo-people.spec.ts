import { renderPreview, templateKindOf, templateScope, type MessageField } from '#composing';
import type { Recipient } from '#contracts';
import { newId } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { DEMO_CONTACTS, DEMO_INBOXES, demoContact, demoInbox, demoSequence } from './demo-people.js';

const inboxes = Array.from({ length: DEMO_INBOXES }, (_, index) =>
  demoInbox(index, { smtpPort: 25 }, new Date('2026-12-07T10:00:00Z')),
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

const templatesOf = (step: (typeof demoSequence.steps)[number]): [MessageField, string][] => [
  ...(step.subject === undefined ? [] : [['subject', step.subject] satisfies [MessageField, string]]),
  ['body_html', step.body_html],
];

describe("the demo's messages", () => {
  it('have no variable that is empty, for any contact and any inbox', () => {
    for (let index = 0; index < DEMO_CONTACTS; index += 1) {
      const inbox = inboxes[index % DEMO_INBOXES] ?? inboxes[0];
      if (inbox === undefined) throw new Error('the demo has no inbox');
      const facts = {
        scope: templateScope(recipientOf(demoContact(index)), inbox, null),
        seed: String(index),
      };

      for (const [field, template] of demoSequence.steps.flatMap(templatesOf))
        expect({
          template,
          empty: renderPreview(templateKindOf(field), template, facts).emptyVariables,
        }).toEqual({
          template,
          empty: [],
        });
    }
  });
});
