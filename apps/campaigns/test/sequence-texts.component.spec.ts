import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetSequence, type SequenceView } from '#contracts';
import { newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness } from './campaigns-harness.js';
import { aStep, fieldsOf, refToSequence } from './sequence-fixtures.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());

describe('a template that no message can be made of', () => {
  it('is refused with its place, in a step and in a variant, with a new sequence and with a change', async () => {
    const steps = [
      {
        ...aStep('Hi {{ first_name'),
        variants: [{}, { subject: 'Hi', body_text: 'One\n{{ first_name | shout }}' }],
      },
      { ...aStep('Again'), body_html: '{% if %}' },
    ];

    const refusal = await refusalOf(campaigns.writeSequence(steps));
    expect(refusal).toMatchObject({ kind: 'invalid', code: 'validation_error' });
    expect(refusal.details.errors).toEqual([
      expect.objectContaining({ field: 'steps.0.subject', code: 'malformed_template' }),
      {
        field: 'steps.0.variants.1.body_text',
        code: 'malformed_template',
        message: 'undefined filter: shout (line 2, column 1)',
      },
      expect.objectContaining({ field: 'steps.1.body_html' }),
    ]);
    const sequence = await campaigns.sequence(newId('ws'));
    expect(fieldsOf(await refusalOf(campaigns.changeSequence(sequence, { steps })))).toHaveLength(3);
  });
});

describe('texts that are too long for one answer', () => {
  it('are refused before anybody has to read them', async () => {
    const variants = Array.from({ length: 10 }, () => ({}));
    const short = Array.from({ length: 50 }, () => ({ ...aStep('Hi'), variants }));
    const long = Array.from({ length: 5 }, () => ({ ...aStep('Hi'), body_text: 'x'.repeat(185_000) }));
    // Less than a request holds, and with all that is added to it more than an answer does.
    const steps = [...short.slice(0, 45), ...long];

    expect((await campaigns.writeSequence(short)).steps).toHaveLength(50);
    const refusal = await refusalOf(campaigns.writeSequence(steps));
    expect(refusal).toMatchObject({ code: 'validation_error' });
    expect(fieldsOf(refusal)).toEqual(['steps']);
  });
});

describe('the variants of a step', () => {
  it('are given labels, weights and ids, and keep them', async () => {
    const variants = [{ subject: 'One' }, { label: 'Short', weight: 5, body_text: 'Hi' }];
    const made = await campaigns.writeSequence([{ ...aStep('Hello'), variants }]);
    expect(variantsOf(made)).toMatchObject([
      { label: 'A', weight: 1, subject: 'One', body_html: null, body_text: null },
      { label: 'Short', weight: 5, subject: '', body_text: 'Hi' },
    ]);
    expect(await campaigns.rpc.request(GetSequence, refToSequence(made))).toEqual(made);

    const [first, second] = variantsOf(made).map(({ id }) => id);
    const changed = await campaigns.changeSequence(made, {
      steps: [{ ...aStep('Hello'), variants: [{ subject: 'New' }, { id: second, label: 'Brief' }] }],
    });
    const [added, existing] = variantsOf(changed);
    expect(existing).toMatchObject({ id: second, label: 'Brief' });
    expect(added?.id).not.toBe(first);
  });

  it('may bring all the texts of their step', async () => {
    const whole = { subject: 'Hi', body_text: 'Hi' };
    const made = await campaigns.writeSequence([{ variants: [whole, whole] }]);

    expect(made.steps[0]).toMatchObject({ subject: '', body_html: null, body_text: null });
    expect(await campaigns.rpc.request(GetSequence, refToSequence(made))).toEqual(made);
  });
});

const variantsOf = ({ steps }: SequenceView) => steps.flatMap(({ variants = [] }) => variants);
