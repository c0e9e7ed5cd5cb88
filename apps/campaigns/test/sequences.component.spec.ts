import {
  CampaignLaunched,
  DeleteSequence,
  GetSequence,
  LaunchCampaign,
  ListSequences,
  UpdateSequence,
  type SequenceView,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignsUnderTest, refTo, refusalOf } from './campaigns-under-test.js';

const servers = useServers();
let campaigns: CampaignsUnderTest;

beforeAll(async () => {
  campaigns = await CampaignsUnderTest.start(servers);
});
afterAll(() => campaigns.stop());

const refOf = ({ workspace_id, id }: SequenceView) => ({ workspace_id, sequence_id: id });
const step = (subject: string) => ({
  subject,
  body_html: '<p>New</p>',
  delay_value: 0,
  delay_unit: 'days' as const,
  same_thread: true,
});
const update = (sequence: SequenceView, changes: { name?: string; steps?: ReturnType<typeof step>[] }) =>
  campaigns.rpc.request(UpdateSequence, { ...refOf(sequence), changes });

describe('the sequences of a workspace', () => {
  it('are listed newest first, page by page, and never another one’s', async () => {
    const workspaceId = newId('ws');
    const made: string[] = [];
    for (let n = 0; n < 3; n += 1) made.unshift((await campaigns.sequence(workspaceId)).id);
    await campaigns.sequence(newId('ws'));

    const first = await campaigns.rpc.request(ListSequences, { workspace_id: workspaceId, page_size: 2 });
    const second = await campaigns.rpc.request(ListSequences, {
      workspace_id: workspaceId,
      page_size: 2,
      ...(first.next_cursor !== null && { cursor: first.next_cursor }),
    });

    const ids = [...first.results, ...second.results].map(({ id }) => id);
    expect(ids.toSorted()).toEqual(made.toSorted());
    expect(first).toMatchObject({ has_more: true, results: [{ step_count: 2 }, { step_count: 2 }] });
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
  });
});

describe('changing a sequence', () => {
  it('puts all its steps in the place of the ones it had, while only drafts use it', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    await campaigns.draft({ sequence_id: sequence.id }, sequence.workspace_id);

    const changed = await update(sequence, {
      name: 'Other',
      steps: [step('One'), step('Two'), step('Three')],
    });

    expect(changed).toMatchObject({ id: sequence.id, name: 'Other' });
    expect(changed.steps.map(({ subject, step_number }) => [step_number, subject])).toEqual([
      [1, 'One'],
      [2, 'Two'],
      [3, 'Three'],
    ]);
    expect(await campaigns.rpc.request(GetSequence, refOf(sequence))).toEqual(changed);
  });

  it('leaves the steps that a launched campaign writes, and still takes another name', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    const draft = await campaigns.draft({ sequence_id: sequence.id }, sequence.workspace_id);
    await campaigns.rpc.request(LaunchCampaign, refTo(draft));

    const refusal = await refusalOf(update(sequence, { steps: [step('One')] }));
    expect(refusal).toMatchObject({ kind: 'conflict', code: 'sequence_in_use' });
    const renamed = await update(sequence, { name: 'Renamed' });
    expect(renamed.steps).toEqual(sequence.steps);
    expect(renamed.name).toBe('Renamed');
  });

  it('and launching a campaign of it at the same moment end in the one or the other, whole', async () => {
    for (let round = 0; round < 5; round += 1) {
      const sequence = await campaigns.sequence(newId('ws'));
      const draft = await campaigns.draft({ sequence_id: sequence.id }, sequence.workspace_id);
      const [changed] = await Promise.allSettled([
        update(sequence, { steps: [step('Alone')] }),
        campaigns.rpc.request(LaunchCampaign, refTo(draft)),
      ]);

      const { steps } = await campaigns.rpc.request(GetSequence, refOf(sequence));
      const [told] = await campaigns.told(CampaignLaunched, draft);
      expect(told?.data.steps.map(({ step_id }) => step_id)).toEqual(steps.map((each) => each.id));
      expect(steps).toHaveLength(changed.status === 'fulfilled' ? 1 : 2);
    }
  });

  it('of another workspace finds none', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    const foreign = { ...sequence, workspace_id: newId('ws') };

    expect(await refusalOf(update(foreign, { name: 'Mine' }))).toMatchObject({ code: 'not_found' });
    const deleting = campaigns.rpc.request(DeleteSequence, refOf(foreign));
    expect(await refusalOf(deleting)).toMatchObject({ code: 'not_found' });
  });
});

describe('deleting a sequence', () => {
  it('is for one that no campaign uses', async () => {
    const [used, unused] = [await campaigns.sequence(newId('ws')), await campaigns.sequence(newId('ws'))];
    await campaigns.draft({ sequence_id: used.id }, used.workspace_id);

    const deleting = campaigns.rpc.request(DeleteSequence, refOf(used));
    expect(await refusalOf(deleting)).toMatchObject({ kind: 'conflict', code: 'sequence_in_use' });
    await campaigns.rpc.request(DeleteSequence, refOf(unused));
    const getting = campaigns.rpc.request(GetSequence, refOf(unused));
    expect(await refusalOf(getting)).toMatchObject({ code: 'not_found' });
  });
});
