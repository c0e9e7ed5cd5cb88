import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { newId } from '#kernel';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { pageOf, problem } from '../support/response-shapes.js';
import { useSystem } from '../support/use-system.js';

describe('a request that is wrong', () => {
  const system = useSystem();

  it('names every wrong field at once', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const answer = await call(rest, 'POST', 'campaigns/', {
      name: 7,
      sequence_id: 'seq_nonsense',
      sending_account_ids: 'ea_1',
      contact_filter: { planet: ['Mars'] },
      send_days: [0, 8],
      surprise: true,
    });

    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'validation_error' },
    });
    const { errors } = z
      .object({ errors: z.array(z.object({ field: z.string(), code: z.string() })) })
      .parse(answer.body);
    const fields = errors.map(({ field }) => field);
    for (const field of [
      'name',
      'sequence_id',
      'sending_account_ids',
      'send_days.0',
      'send_days.1',
      'surprise',
    ]) {
      expect(fields).toContain(field);
    }
    expect(fields.some((field) => field.startsWith('contact_filter'))).toBe(true);
    expect(errors).toContainEqual(expect.objectContaining({ field: 'sequence_id', code: 'not_found' }));
  });

  it('reports malformed ids as not found, and skips them in a list of contacts', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const [account = ''] = await createSendingAccounts(rest, { count: 1, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 1);
    const refused = await call(rest, 'POST', 'campaigns/', {
      name: 'Nothing behind it',
      sequence_id: 'seq_abc',
      sending_account_ids: [account, 'ea_001'],
      contact_filter: { segment_ids: ['seg_hot'] },
    });
    const codes = z.object({ errors: z.array(z.object({ field: z.string(), code: z.string() })) });
    expect(codes.parse(refused.body).errors).toEqual([
      { field: 'sequence_id', code: 'not_found' },
      { field: 'sending_account_ids.1', code: 'not_found' },
      { field: 'contact_filter.segment_ids.0', code: 'not_found' },
    ]);

    const { id } = await createCampaign(rest, [account]);
    const contact_ids = ['cont_abc', newId('cont')];
    const enrolled = await call(rest, 'POST', `campaigns/${id}/enroll/`, { contact_ids });
    expect(enrolled.body).toMatchObject({ enrolled: 0 });
    for (const contact_id of contact_ids) {
      expect(enrolled.body).toMatchObject({
        skipped: expect.arrayContaining([{ contact_id, reason: 'not_found' }]),
      });
    }
    expect((await call(rest, 'POST', `campaigns/${id}/remove-contacts/`, { contact_ids })).body).toEqual({
      removed: 0,
      canceled_sends: 0,
      not_enrolled: 2,
    });
  });

  it('reports all unusable references of a new campaign at once', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const [active = '', paused = ''] = await createSendingAccounts(rest, {
      count: 2,
      smtpPort: system.mailbox.smtpPort,
    });
    await rest.act(`sending-accounts/${paused}/pause/`);
    const answer = await call(rest, 'POST', 'campaigns/', {
      name: 'Nothing behind it',
      sequence_id: newId('seq'),
      sending_account_ids: [active, paused, newId('ea')],
      contact_filter: { segment_ids: [newId('seg')], icp_tier: ['A'] },
      client_id: newId('cli'),
    });

    expect(answer.status).toBe(400);
    const named = (field: string, code: string) => ({ field, code, message: expect.any(String) });
    expect(answer.body).toEqual(
      problem(400, 'validation_error', {
        errors: [
          named('sequence_id', 'not_found'),
          named('sending_account_ids.1', 'inactive_inbox'),
          named('sending_account_ids.2', 'not_found'),
          named('contact_filter.segment_ids.0', 'not_found'),
          named('contact_filter', 'empty_filter'),
          named('client_id', 'not_found'),
        ],
      }),
    );
    expect((await call(rest, 'GET', 'campaigns/')).body).toEqual(pageOf());
  });

  it.each([
    ['broken JSON', 'POST', 'campaigns/', '{"name": ', 400, 'malformed_json'],
    [
      'a body of 2 MB',
      'POST',
      'campaigns/',
      `{"name": "${'x'.repeat(2_000_000)}"}`,
      413,
      'payload_too_large',
    ],
    ['a malformed id', 'GET', 'campaigns/camp_nope/', undefined, 404, 'not_found'],
    ['an id of nobody', 'GET', `campaigns/${newId('camp')}/`, undefined, 404, 'not_found'],
    ['an unknown route', 'GET', 'nowhere/', undefined, 404, 'not_found'],
    ['a page size out of range', 'GET', 'campaigns/?page_size=5000', undefined, 400, 'validation_error'],
    ['a tampered cursor', 'GET', 'campaigns/?cursor=abc', undefined, 400, 'validation_error'],
  ])('%s gets a problem with its code', async (_what, method, path, body, status, code) => {
    const rest = await createWorkspace(system.baseUrl);
    const answer = await call(rest, method, path, body);

    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, code } });
    expect(answer.body).toHaveProperty('request_id');
  });
});
