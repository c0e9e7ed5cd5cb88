import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddEnrollments,
  BulkUpsertContacts,
  CampaignAutoPaused,
  CampaignLaunched,
  CampaignResumed,
  ConfirmSends,
  CreateSegment,
  EmailBounced,
  EmailSent,
  EnrollmentsExhausted,
  GetContact,
  GetSegment,
  ListEnrollments,
  RemoveEnrollments,
  ResolveFilter,
  type StepDue,
} from '#contracts';
import { Database } from '#database';
import { newId, uuidOf, type Id } from '#kernel';
import type { RunningService } from '#service';
import { eventually, outboxEvents, StubServices, useServers } from '#testing';
import { aCampaign, aWorkspace, changed } from './campaign-fixtures.js';
import { dueSteps, startEnrollment } from './start-service.js';

const servers = useServers();
let service: RunningService;
let replica: RunningService;
let others: StubServices;

beforeAll(async () => {
  service = await startEnrollment(servers);
  replica = await startEnrollment(servers);
  others = await StubServices.start(servers.natsUrl);
});

afterAll(async () => {
  await others.stop();
  await Promise.all([service.stop(), replica.stop()]);
});

const write = (workspace_id: Id<'ws'>, contacts: unknown[]) =>
  others.rpc.request(BulkUpsertContacts, { workspace_id, contacts });

describe('the enrollment service', () => {
  it('enrolls nobody in a warmup campaign, which never ends by itself', async () => {
    const warmup = aCampaign({ campaign_type: 'warmup' });
    const { workspace_id } = warmup.campaign;
    const other = aCampaign({ workspace_id });
    await write(workspace_id, [{ email: 'ann@x.test', country: 'DE' }]);
    await others.publishData(CampaignLaunched, workspace_id, warmup, other);

    const enrolledIn = async ({ id: campaign_id }: typeof warmup.campaign) =>
      (await others.rpc.request(ListEnrollments, { workspace_id, campaign_id, page_size: 10 })).results;
    await eventually(async () => expect(await enrolledIn(other.campaign)).toHaveLength(1));
    expect(await enrolledIn(warmup.campaign)).toEqual([]);
    const ends = await outboxEvents(service.app.get(Database), EnrollmentsExhausted);
    expect(ends.filter(({ data }) => data.campaign_id === warmup.campaign.id)).toEqual([]);
  });

  it('takes a campaign from its launch to its end', async () => {
    const snapshot = aCampaign({ delays: [0, 50] });
    const { id: campaign_id, workspace_id } = snapshot.campaign;
    await write(workspace_id, [
      { email: 'ann@x.test', country: 'DE', first_name: 'Ann' },
      { email: 'bob@x.test', country: 'DE' },
      { email: 'eve@x.test', country: 'FR' },
    ]);
    await others.publishData(CampaignLaunched, workspace_id, snapshot, snapshot);

    const dueOf = async (step: number): Promise<StepDue[]> =>
      (await dueSteps(service, snapshot.campaign))
        .filter(({ step_number }) => step_number === step)
        .toSorted((one, other) => one.email.localeCompare(other.email));
    await eventually(async () =>
      expect((await dueOf(1)).map(({ email }) => email)).toEqual(['ann@x.test', 'bob@x.test']),
    );

    const isExhausted = async () =>
      (await outboxEvents(service.app.get(Database), EnrollmentsExhausted)).some(
        ({ data }) => data.campaign_id === campaign_id,
      );

    const [ann, bob] = await dueOf(1);
    if (ann === undefined || bob === undefined) throw new Error('both are due');
    const fact = ({ enrollment_id, contact_id, email, step_id, step_number }: StepDue) => ({
      send_id: newId('send'),
      campaign_id,
      enrollment_id,
      contact_id,
      email,
      step_id,
      step_number,
      sending_account_id: newId('ea'),
      at: new Date().toISOString(),
    });
    const confirm = (sends: StepDue[]) =>
      others.rpc.request(ConfirmSends, { sends: sends.map((send) => ({ ...send, workspace_id })) });
    expect((await confirm([bob, ann])).results).toMatchObject([
      { wanted: true, recipient: { email: 'bob@x.test', company: { name: null } } },
      { wanted: true, recipient: { email: 'ann@x.test', first_name: 'Ann' } },
    ]);

    const left = { message_id: '<1@x.test>', subject: 'Hello' };
    await others.publishData(EmailSent, workspace_id, { ...fact(ann), ...left });
    const refusal = { code: 'mailbox_unknown', smtp_code: 550, enhanced_code: null, message: 'no such user' };
    await others.publishData(EmailBounced, workspace_id, { ...fact(bob), hard: true, refusal });
    await eventually(async () => expect((await dueOf(2)).map(({ email }) => email)).toEqual(['ann@x.test']));
    expect((await confirm([bob])).results).toEqual([{ wanted: false, reason: 'enrollment_finished' }]);
    expect(await isExhausted()).toBe(false);

    await others.publishData(
      EmailSent,
      workspace_id,
      ...(await dueOf(2)).map((due) => ({ ...fact(due), ...left })),
    );
    await eventually(async () => expect(await isExhausted()).toBe(true));
    const [filter, known] = [{ country: ['DE'] }, { country: ['DE'], grade: ['A'] }];
    expect(await others.rpc.request(ResolveFilter, { workspace_id, filter })).toMatchObject({
      has_eligible: true,
    });
    expect(await others.rpc.request(ResolveFilter, { workspace_id, filter: known })).toMatchObject({
      has_eligible: false,
    });
  });

  it('confirms the first sends, in their order, where the data of all contacts fit into no message', async () => {
    const snapshot = aCampaign();
    const { workspace_id } = snapshot.campaign;
    const fields = Array.from({ length: 22 }, (_, i) => [`field_${i}`, 'x'.repeat(2_000)]);
    const custom_fields = Object.fromEntries(fields);
    for (const ten of [0, 10, 20]) {
      const numbers = Array.from({ length: 10 }, (_, i) => ten + i);
      await write(
        workspace_id,
        numbers.map((i) => ({ email: `c${i}@x.test`, country: 'DE', custom_fields })),
      );
    }
    await others.publishData(CampaignLaunched, workspace_id, snapshot);
    await eventually(async () => expect(await dueSteps(service, snapshot.campaign)).toHaveLength(30));

    const due = await dueSteps(service, snapshot.campaign);
    const sends = due.map((step) => ({ ...step, workspace_id }));
    const { results } = await others.rpc.request(ConfirmSends, { sends });
    const confirmed = results.flatMap((each) => (each.wanted ? [each.recipient.email] : []));
    expect(confirmed.length).toBeGreaterThan(10);
    expect(confirmed).toEqual(due.slice(0, confirmed.length).map(({ email }) => email));
  });

  it('keeps a campaign paused that bad figures have paused, until it is resumed', async () => {
    const paused = aCampaign({ version: 3, status: 'paused' });
    const { id, workspace_id } = paused.campaign;
    const isNow = (status: string) =>
      eventually(async () => {
        const sql = 'select status from campaign_replica where campaign_id = $1';
        const rows = await service.app.get(Database).query(sql, [uuidOf(id)]);
        expect(rows).toEqual([{ status }]);
      });
    await others.publishData(CampaignLaunched, workspace_id, changed(paused, { status: 'active' }, 2));
    await isNow('active');
    await others.publishData(CampaignAutoPaused, workspace_id, { ...paused, reasons: [] });
    await isNow('paused');
    await others.publishData(CampaignResumed, workspace_id, changed(paused, { status: 'active' }));
    await isNow('active');
  });

  it('lists who takes part, newest first and page by page', async () => {
    const snapshot = aCampaign({ version: 1, status: 'draft', delays: [0, 50] });
    const { id: campaign_id, workspace_id } = snapshot.campaign;
    const { results: contacts } = await write(workspace_id, [
      { email: 'ann@x.test' },
      { email: 'bob@x.test' },
      { email: 'eve@x.test' },
    ]);
    const contact_ids = contacts.flatMap(({ id }) => (id === null ? [] : [id]));
    const named = { workspace_id, snapshot, contact_ids };
    expect(await others.rpc.request(AddEnrollments, named)).toMatchObject({ enrolled: 3 });

    const list = (query: object) =>
      others.rpc.request(ListEnrollments, { workspace_id, campaign_id, page_size: 2, ...query });
    const first = await list({});
    const rest = await list({ cursor: first.next_cursor });
    expect([first.has_more, rest.has_more, rest.next_cursor]).toEqual([true, false, null]);
    const all = [...first.results, ...rest.results];
    expect(all.map(({ id }) => id)).toEqual(
      all.map(({ id }) => id).toSorted((one, other) => (one < other ? 1 : -1)),
    );
    expect(all.map(({ contact_id }) => contact_id)).toEqual(expect.arrayContaining(contact_ids));
    expect(all[0]).toMatchObject({ status: 'pending', source: 'manual', current_step: 0, total_steps: 2 });

    const [contact_id] = contact_ids;
    expect((await list({ contact_id })).results).toMatchObject([{ contact_id }]);
    expect((await list({ status: ['active'] })).results).toEqual([]);
    expect((await list({ workspace_id: aWorkspace() })).results).toEqual([]);
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'validation_error' });

    const removal = { workspace_id, campaign_id, contact_ids, stop_pending_sends: false };
    expect(await others.rpc.request(RemoveEnrollments, removal)).toEqual({ removed: 3 });
    expect((await list({ status: ['removed'] })).results).toHaveLength(2);
  });

  it('enrolls nobody into a campaign of another workspace than the request is for', async () => {
    const { workspace_id } = aCampaign().campaign;
    const theirs = aCampaign({ version: 1, status: 'draft' });
    const { results } = await write(theirs.campaign.workspace_id, [{ email: 'ann@x.test' }]);
    const contact_ids = results.flatMap(({ id }) => (id === null ? [] : [id]));

    const adding = others.rpc.request(AddEnrollments, { workspace_id, snapshot: theirs, contact_ids });
    await expect(adding).rejects.toThrow('internal error in enrollment');
    const { id: campaign_id } = theirs.campaign;
    const page = { workspace_id: theirs.campaign.workspace_id, campaign_id, page_size: 2 };
    expect((await others.rpc.request(ListEnrollments, page)).results).toEqual([]);
  });

  it('answers for contacts, one bad row among good ones included', async () => {
    const workspace_id = aWorkspace();
    const answer = await write(workspace_id, [{ email: 'ann@x.test', last_name: 'Lee' }, { email: 'no' }, 7]);
    expect(answer).toMatchObject({
      created: 1,
      failed: 2,
      results: [
        { index: 0, status: 'created' },
        { index: 1, status: 'failed', errors: [{ field: 'email' }] },
        {},
      ],
    });

    const contact_id = answer.results[0]?.id ?? newId('cont');
    const contact = await others.rpc.request(GetContact, { workspace_id, contact_id });
    expect(contact).toMatchObject({ email: 'ann@x.test', full_name: 'Lee', company: null, tags: [] });
    const elsewhere = others.rpc.request(GetContact, { workspace_id: aWorkspace(), contact_id });
    await expect(elsewhere).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('answers for segments, and names those of a filter that do not exist', async () => {
    const workspace_id = aWorkspace();
    await write(workspace_id, [
      { email: 'ann@x.test', title: '100% CTO' },
      { email: 'bob@x.test', title: 'CEO' },
    ]);
    const conditions = { rules: [{ field: 'title' as const, operator: 'contains' as const, value: '0% c' }] };
    const segment = await others.rpc.request(CreateSegment, { workspace_id, name: 'CTOs', conditions });
    expect(segment).toMatchObject({ contact_count: 1, conditions: { match: 'all' } });
    const found = await others.rpc.request(GetSegment, { workspace_id, segment_id: segment.id });
    expect(found).toEqual(segment);

    const missing = newId('seg');
    const filter = { segment_ids: [segment.id, missing] };
    expect(await others.rpc.request(ResolveFilter, { workspace_id, filter })).toEqual({
      has_eligible: true,
      unknown_segment_ids: [missing],
    });
    const wrong = { rules: [{ field: 'tags' as const, operator: 'contains' as const, value: 'x' }] };
    await expect(
      others.rpc.request(CreateSegment, { workspace_id, name: 'Wrong', conditions: wrong }),
    ).rejects.toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'conditions.rules.0.operator' }] },
    });
  });

  it('is ready when its stores are', async () => {
    const answer = await fetch(`${service.url}/health/ready`);
    expect(answer.status).toBe(200);
  });
});
