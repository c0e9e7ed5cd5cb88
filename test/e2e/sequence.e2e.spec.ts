import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  CampaignResource,
  ContactView,
  EnrollmentView,
  SendView,
  SequencePreview,
  SequenceView,
  StepReport,
} from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const SIZE = 30;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const StepReports = z.object({ results: z.array(StepReport) });

const FIRST = {
  body_text: 'Hi {{ first_name }}',
  variants: [
    { label: 'A', subject: 'One for {{ first_name }}' },
    { label: 'B', subject: 'Other for {{ first_name }}' },
  ],
};

const sendsOf = async (rest: RestClient, campaign: string): Promise<SendView[]> => {
  const sends: SendView[] = [];
  for await (const send of rest.each(SendView, `campaigns/${campaign}/sends/`)) sends.push(send);
  return sends;
};

describe('a sequence', () => {
  const system = useSystem();

  it('with a malformed template is refused with the place of the mistake, at creation and at update', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const { id } = await rest.post(SequenceView, 'sequences/', { name: 'Fine', steps: [FIRST] });
    const steps = [{ ...FIRST, variants: [{ subject: 'Hi' }, { subject: 'Hi {{ first_name | shout }}' }] }];

    const refused = {
      status: 400,
      body: {
        code: 'validation_error',
        errors: [
          {
            field: 'steps.0.variants.1.subject',
            code: 'malformed_template',
            message: 'undefined filter: shout (line 1, column 4)',
          },
        ],
      },
    };
    expect(await call(rest, 'POST', 'sequences/', { name: 'Not', steps })).toMatchObject(refused);
    expect(await call(rest, 'PATCH', `sequences/${id}/`, { steps })).toMatchObject(refused);
  });

  it('is previewed, sent in its variants, and rewritten and extended while its campaign runs', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, SIZE);
    const sequence = await rest.post(SequenceView, 'sequences/', {
      name: 'With variants',
      steps: [FIRST, { delay_value: 1, body_text: 'Old follow-up' }],
    });

    const { value: contact } = await rest.each(ContactView, 'contacts/').next();
    const preview = await rest.post(SequencePreview, `sequences/${sequence.id}/preview/`, {
      contact_id: contact?.id,
      sending_account_id: accounts[0],
    });
    const { first_name } = ContactView.parse(contact);
    const [one, other] = [`One for ${first_name}`, `Other for ${first_name}`];
    expect(preview.results.map(({ subject }) => subject)).toEqual([one, other, `Re: ${one}`]);

    const { id } = await createCampaign(rest, accounts, { sequence_id: sequence.id });
    await rest.act(`campaigns/${id}/launch/`);
    await eventually(async () => {
      const sends = await sendsOf(rest, id);
      expect(sends.filter(({ status }) => status === 'sent')).toHaveLength(SIZE);
    });

    const steps = [
      { ...FIRST, id: sequence.steps[0]?.id },
      { id: sequence.steps[1]?.id, delay_value: 1, subject: 'New follow-up', body_text: 'New' },
      { subject: 'Last', body_text: 'Last', same_thread: false },
    ];
    const path = `sequences/${sequence.id}/`;
    expect((await call(rest, 'PATCH', path, { steps: steps.slice(1) })).status).toBe(409);
    // Messages after a resume have the text at the resume, however late its event arrives.
    await rest.act(`campaigns/${id}/pause/`);
    expect((await call(rest, 'PATCH', path, { steps })).status).toBe(200);
    await rest.act(`campaigns/${id}/resume/`);
    await eventually(async () => {
      const { value: enrollment } = await rest.each(EnrollmentView, `campaigns/${id}/enrollments/`).next();
      expect(enrollment).toMatchObject({ total_steps: 3 });
    });
    system.clock.advance(DAY_MS + MINUTE_MS);

    await eventually(async () => {
      const campaign = await rest.get(CampaignResource, `campaigns/${id}/`);
      expect(campaign).toMatchObject({ status: 'completed', metrics: { total_sent: 3 * SIZE } });
    });
    const sends = await sendsOf(rest, id);
    expect(new Set(sends.filter(({ step_number }) => step_number > 1).map(({ subject }) => subject))).toEqual(
      new Set(['New follow-up', 'Last']),
    );
    const { results } = await rest.get(StepReports, `campaigns/${id}/analytics/steps/`);
    const written = results.map(({ step_number, variant }) =>
      sends.filter((send) => send.step_number === step_number && send.variant === variant),
    );
    expect(results.map(({ metrics }) => metrics.total_sent)).toEqual(written.map(({ length }) => length));
    expect(results.map(({ variant }) => variant)).toEqual(['A', 'B', null, null]);
  });
});
