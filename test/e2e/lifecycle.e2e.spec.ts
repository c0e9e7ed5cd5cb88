import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CampaignResource, EnrollmentView, Pacing, type Page } from '#contracts';
import { newId } from '#kernel';
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

const STATES = ['draft', 'active', 'paused', 'completed', 'archived'] as const;
type State = (typeof STATES)[number];

/** The request of each action, the states in which it is allowed, and the resulting state. */
const ACTIONS: Record<
  string,
  {
    readonly method?: string;
    readonly path: string;
    readonly body?: object;
    readonly from: Partial<Record<State, State>>;
  }
> = {
  update: {
    method: 'PATCH',
    path: '',
    body: { daily_send_limit: 750 },
    from: { draft: 'draft', active: 'active', paused: 'paused' },
  },
  launch: { path: 'launch/', from: { draft: 'active' } },
  pause: { path: 'pause/', from: { active: 'paused' } },
  resume: { path: 'resume/', from: { paused: 'active' } },
  archive: {
    path: 'archive/',
    from: { draft: 'archived', active: 'archived', paused: 'archived', completed: 'archived' },
  },
  clone: {
    path: 'clone/',
    from: {
      draft: 'draft',
      active: 'active',
      paused: 'paused',
      completed: 'completed',
      archived: 'archived',
    },
  },
  enroll: {
    path: 'enroll/',
    body: { contact_ids: [newId('cont')] },
    from: { draft: 'draft', active: 'active', paused: 'paused' },
  },
  remove_contacts: {
    path: 'remove-contacts/',
    body: { contact_ids: [newId('cont')] },
    from: { draft: 'draft', active: 'active', paused: 'paused', completed: 'completed' },
  },
};

const PAIRS = STATES.flatMap((state) => Object.keys(ACTIONS).map((action) => [action, state] as const));

describe('the lifecycle of a campaign over HTTP', () => {
  const system = useSystem();

  const get = (rest: RestClient, id: string) => rest.get(CampaignResource, `campaigns/${id}/`);

  /** Needs no gate. Stays active once launched: it has more contacts than may start today. */
  async function aCampaignThatIs(state: State, rest: RestClient): Promise<string> {
    const accounts = await createSendingAccounts(rest, { count: 1, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 2);
    const { id } = await createCampaign(rest, accounts, {
      campaign_type: 'nurture',
      max_new_leads_per_day: state === 'completed' ? 100 : 0,
    });
    if (state === 'draft') return id;
    await rest.act(`campaigns/${id}/${state === 'archived' ? 'archive' : 'launch'}/`);
    if (state === 'paused') await rest.act(`campaigns/${id}/pause/`);
    await eventually(async () => expect((await get(rest, id)).status).toBe(state));
    return id;
  }

  it.each(PAIRS)('%s of a campaign that is %s', async (action, state) => {
    const rest = await createWorkspace(system.baseUrl);
    const id = await aCampaignThatIs(state, rest);
    const { method = 'POST', path, body, from } = ACTIONS[action] ?? { path: '', from: {} };

    const answer = await call(rest, method, `campaigns/${id}/${path}`, body);

    const to = from[state];
    if (to === undefined) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition', state, action } });
    } else {
      expect(answer.status).toBe(action === 'clone' ? 201 : 200);
    }
    expect((await get(rest, id)).status).toBe(to ?? state);
  });

  it('lists, paces and removes contacts, and enrolls named contacts once', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 3);
    const { id } = await createCampaign(rest, accounts, {}, { delayMinutes: 60 });
    await rest.act(`campaigns/${id}/launch/`);
    const list = (query: string): Promise<Page<EnrollmentView>> =>
      rest.get(
        z.object({
          results: z.array(EnrollmentView),
          next_cursor: z.string().nullable(),
          has_more: z.boolean(),
        }),
        `campaigns/${id}/enrollments/${query}`,
      );
    const started = await eventually(async () => {
      const { results } = await list('?status=active');
      expect(results.map(({ current_step }) => current_step)).toEqual([1, 1, 1]);
      return results;
    });

    const contact_ids = started.map(({ contact_id }) => contact_id).slice(0, 2);
    expect((await call(rest, 'POST', `campaigns/${id}/enroll/`, { contact_ids })).body).toEqual({
      enrolled: 0,
      skipped: expect.arrayContaining(
        contact_ids.map((contact_id) => ({ contact_id, reason: 'already_enrolled' })),
      ),
    });
    const removal = await call(rest, 'POST', `campaigns/${id}/remove-contacts/`, {
      contact_ids,
      stop_pending_sends: true,
    });
    expect(removal.body).toEqual({ removed: 2, canceled_sends: 0, not_enrolled: 0 });
    expect((await list('?status=removed')).results).toHaveLength(2);
    const pacing = await rest.get(Pacing, `campaigns/${id}/pacing/`);
    expect(pacing.limits.map(({ name }) => name)).toEqual([
      'campaign_daily_limit',
      'account_daily_limit',
      'new_leads_limit',
    ]);
    expect((await call(rest, 'GET', `campaigns/${id}/gate/`)).body).toEqual({
      allowed: true,
      blocking_reasons: [],
      warnings: [
        { code: 'no_tracking_domain', message: expect.any(String) },
        { code: 'weekend_window', message: expect.any(String) },
      ],
    });
  });
});
