import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetRecipient,
  GetSendingAccounts,
  PreviewSequence,
  type PreviewInput,
  type SequenceView,
} from '#contracts';
import { newId, notFound } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness } from './campaigns-harness.js';
import { aStep, fieldsOf, refToSequence, type Steps } from './sequence-fixtures.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterEach(() => campaigns.reset());
afterAll(() => campaigns.stop());

const preview = (sequence: SequenceView, input: Partial<PreviewInput> = {}) =>
  campaigns.rpc.request(PreviewSequence, {
    ...refToSequence(sequence),
    workspace_time_zone: 'America/Los_Angeles',
    preview: { contact_id: newId('cont'), ...input },
  });
const previewOf = async (...steps: Steps) => (await preview(await campaigns.writeSequence(steps))).results;

/** The default one, below a text. */
const FOOTER = '\n\nUnsubscribe: https://example.com/unsubscribe';

/** Two steps, the first in two variants, the last in a thread of its own. */
const STEPS: Steps = [
  {
    subject: 'Hello {{ first_name }}',
    body_html: '<p>{{ company.name }}</p>',
    variants: [{}, { label: 'Short', subject: 'Hi' }],
  },
  { body_text: 'Again' },
  { subject: 'New', body_text: 'Other', same_thread: false },
  { body_text: 'Last' },
];

describe('the preview of a sequence', () => {
  it('shows every step in every variant as a send would be written', async () => {
    const sequence = await campaigns.writeSequence(STEPS);
    const { results } = await preview(sequence);

    expect(results.map(({ step_number, variant, subject }) => [step_number, variant, subject])).toEqual([
      [1, 'A', 'Hello Grace'],
      [1, 'Short', 'Hi'],
      [2, null, 'Re: Hello Grace'],
      [3, null, 'New'],
      [4, null, 'Re: New'],
    ]);
    expect(results[0]).toMatchObject({
      step_id: sequence.steps[0]?.id,
      body_html: expect.stringMatching(/^<p>Navy &amp; Co<\/p><p .*>Unsubscribe<\/a><\/p>$/),
      body_text: `Navy & Co${FOOTER}`,
      warnings: [],
    });
    expect(results[2]).toMatchObject({ body_html: null, body_text: `Again${FOOTER}` });
  });

  it('shows the selected step and variant', async () => {
    const sequence = await campaigns.writeSequence(STEPS);
    const shown = async (input: Partial<PreviewInput>) =>
      (await preview(sequence, input)).results.map(({ subject }) => subject);

    expect(await shown({ step_number: 3 })).toEqual(['New']);
    expect(await shown({ variant: 'Short' })).toEqual(['Hi', 'Re: Hello Grace', 'New', 'Re: New']);
    expect(await shown({ step_number: 1, variant: 'A' })).toEqual(['Hello Grace']);
    expect(fieldsOf(await refusalOf(preview(sequence, { step_number: 5 })))).toEqual(['step_number']);
    expect(fieldsOf(await refusalOf(preview(sequence, { variant: 'B' })))).toEqual(['variant']);
    expect(fieldsOf(await refusalOf(preview(sequence, { step_number: 2, variant: 'A' })))).toEqual([
      'variant',
    ]);
  });

  it('spins and names the sender, the same way each time', async () => {
    const sequence = await campaigns.writeSequence([
      { subject: '{{ "Hi|Hello|Hey" | spin }}', body_text: '{{ sender.email }} {{ unsubscribe_url }}' },
    ]);
    const input = { contact_id: newId('cont'), sending_account_id: newId('ea') };

    const first = await preview(sequence, input);
    expect(first.results[0]?.body_text).toMatch(/^ada@sender\.example https:\/\/example\.com\//);
    expect(await preview(sequence, input)).toEqual(first);
  });

  it('warns of variables that come out empty', async () => {
    const [{ warnings } = { warnings: [] }] = await previewOf({
      subject: '{{ first_name }} {{ last_name }}',
      body_html: '{{ last_name | default: "you" }}{% if title %}{{ title }}{% endif %}',
      body_text: '{{ custom_fields.plan }}',
    });

    expect(warnings.map(({ field, variable }) => `${field}: ${variable}`)).toEqual([
      'body_text: custom_fields.plan',
      'subject: last_name',
    ]);
  });

  it('warns of a subject or a body that comes out empty', async () => {
    const previews = await previewOf(
      { subject: '{{ last_name }} ', body_html: '<p>{{ title }}</p>' },
      { subject: '', body_text: '{{ title }}' },
      { subject: 'Hi', body_html: '<img src="https://n.example/a.png">' },
    );
    const codes = previews.map(({ warnings }) =>
      warnings.flatMap(({ code, field }) => (code === 'empty_variable' ? [] : [`${code} ${field}`])),
    );

    expect(codes).toEqual([
      ['empty_subject subject', 'empty_body body_html'],
      ['empty_subject subject', 'empty_body body_text'],
      [],
    ]);
  });

  it('writes dates in the zone of the workspace', async () => {
    const [preview] = await previewOf({
      subject: '{{ "2026-03-01" | date: "%B %d" }}',
      body_text: '{{ "2026-03-01T07:00:00Z" | date: "%F %R" }}',
    });
    expect(preview).toMatchObject({ subject: 'March 01', body_text: `2026-02-28 23:00${FOOTER}` });
  });

  it.each([
    ['costs too much', '{% for i in (1..3000000) %}{% for j in (1..3000000) %}{% endfor %}{% endfor %}'],
    ['prints too much', `{% for i in (1..9) %}${'x'.repeat(99_999)}{% endfor %}`],
  ])('says which template %s', async (_, body_html) => {
    const steps: Steps = [aStep('Hi'), { subject: 'Hi', variants: [{ body_text: 'Hi' }, { body_html }] }];
    const refusal = await refusalOf(previewOf(...steps));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'template_failed' });
    expect(refusal.message).toMatch(/^step 2, variant B: /);
    expect(fieldsOf(refusal)).toEqual(['steps.1.variants.1.body_html']);
  });

  it('refuses more than a response can hold, and says what to do', async () => {
    const long = { ...aStep('Hi'), body_html: `{% for i in (1..4) %}${'x'.repeat(99_000)}{% endfor %}` };
    const sequence = await campaigns.writeSequence([long, long]);

    expect(await refusalOf(preview(sequence))).toMatchObject({ code: 'payload_too_large' });
    expect((await preview(sequence, { step_number: 2 })).results).toHaveLength(1);
  });

  it('is for contacts, accounts and sequences of the workspace', async () => {
    const sequence = await campaigns.writeSequence(STEPS);
    const foreign = { ...sequence, workspace_id: newId('ws') };
    expect(await refusalOf(preview(foreign))).toMatchObject({ code: 'not_found' });

    await campaigns.stubs.answer(GetSendingAccounts, () => ({ results: [] }));
    const elsewhere = preview(sequence, { sending_account_id: newId('ea') });
    expect(await refusalOf(elsewhere)).toMatchObject({ code: 'not_found' });
    await campaigns.stubs.answer(GetRecipient, ({ contact_id }) => {
      throw notFound('contact', contact_id);
    });
    expect(await refusalOf(preview(sequence))).toMatchObject({ kind: 'not_found', code: 'not_found' });
  });
});
