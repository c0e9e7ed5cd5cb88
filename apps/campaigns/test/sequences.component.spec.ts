import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignLaunched, DeleteSequence, GetSequence, LaunchCampaign, ListSequences } from '#contracts';
import { newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';
import { aStep, fieldsOf, idsOf, refToSequence } from './sequence-fixtures.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());

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
    expect(first).toMatchObject({
      has_more: true,
      results: [{ step_count: 2, version: 1 }, { step_count: 2 }],
    });
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
  });
});

describe('changing a sequence', () => {
  it('puts all its steps in the place of the ones it had, while only drafts use it', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    await campaigns.draft({ sequence_id: sequence.id }, sequence.workspace_id);

    const changed = await campaigns.changeSequence(sequence, {
      name: 'Other',
      steps: [aStep('One'), aStep('Two'), aStep('Three')],
    });

    expect(changed).toMatchObject({ id: sequence.id, name: 'Other' });
    expect(changed.steps.map(({ subject, step_number }) => [step_number, subject])).toEqual([
      [1, 'One'],
      [2, 'Two'],
      [3, 'Three'],
    ]);
    expect(await campaigns.rpc.request(GetSequence, refToSequence(sequence))).toEqual(changed);
  });

  it('counts its changes', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    expect(sequence.version).toBe(1);

    expect(await campaigns.changeSequence(sequence, { name: 'Renamed' })).toMatchObject({
      name: 'Renamed',
      version: 2,
    });
    expect(await campaigns.changeSequence(sequence, { steps: [aStep('One')] })).toMatchObject({
      name: 'Renamed',
      version: 3,
    });
  });

  it('recognises steps by their places, or by their ids when there are any', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    const [first, second] = idsOf(sequence);

    const longer = await campaigns.changeSequence(sequence, {
      steps: [aStep('One'), aStep('Two'), aStep('Three')],
    });
    expect(idsOf(longer).slice(0, 2)).toEqual([first, second]);
    const turned = await campaigns.changeSequence(sequence, {
      steps: [{ ...aStep('Two'), id: second }, aStep('New')],
    });
    expect(idsOf(turned)[0]).toBe(second);
    expect(idsOf(longer)).not.toContain(idsOf(turned)[1]);
  });

  it('refuses an id of another sequence, and one that is named twice', async () => {
    const [sequence, other] = [await campaigns.sequence(newId('ws')), await campaigns.sequence(newId('ws'))];
    const [[own], [foreign]] = [idsOf(sequence), idsOf(other)];
    const given = [own, foreign, own].map((id) => ({ ...aStep('Hi'), id }));

    const refusal = await refusalOf(campaigns.changeSequence(sequence, { steps: given }));
    expect(refusal).toMatchObject({ code: 'validation_error' });
    expect(fieldsOf(refusal)).toEqual(['steps.1.id', 'steps.2.id']);
    expect(fieldsOf(await refusalOf(campaigns.writeSequence([{ ...aStep('Hi'), id: own }])))).toEqual([
      'steps.0.id',
    ]);
  });

  it('and launching a campaign of it at the same moment end in the one or the other, whole', async () => {
    for (let round = 0; round < 5; round += 1) {
      const sequence = await campaigns.sequence(newId('ws'));
      const draft = await campaigns.draft({ sequence_id: sequence.id }, sequence.workspace_id);
      const [changed] = await Promise.allSettled([
        campaigns.changeSequence(sequence, { steps: [aStep('Alone')] }),
        campaigns.rpc.request(LaunchCampaign, refTo(draft)),
      ]);

      const after = await campaigns.rpc.request(GetSequence, refToSequence(sequence));
      const [event] = await campaigns.published(CampaignLaunched, draft);
      expect(event?.data.steps.map(({ step_id }) => step_id)).toEqual(idsOf(after));
      expect(after.steps).toHaveLength(changed.status === 'fulfilled' ? 1 : 2);
    }
  });

  it('of another workspace finds none', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    const foreign = { ...sequence, workspace_id: newId('ws') };

    expect(await refusalOf(campaigns.changeSequence(foreign, { name: 'Mine' }))).toMatchObject({
      code: 'not_found',
    });
    const deleting = campaigns.rpc.request(DeleteSequence, refToSequence(foreign));
    expect(await refusalOf(deleting)).toMatchObject({ code: 'not_found' });
  });
});

describe('deleting a sequence', () => {
  it('is for one that no campaign uses', async () => {
    const [used, unused] = [await campaigns.sequence(newId('ws')), await campaigns.sequence(newId('ws'))];
    await campaigns.draft({ sequence_id: used.id }, used.workspace_id);

    const deleting = campaigns.rpc.request(DeleteSequence, refToSequence(used));
    expect(await refusalOf(deleting)).toMatchObject({ kind: 'conflict', code: 'sequence_in_use' });
    await campaigns.rpc.request(DeleteSequence, refToSequence(unused));
    const getting = campaigns.rpc.request(GetSequence, refToSequence(unused));
    expect(await refusalOf(getting)).toMatchObject({ code: 'not_found' });
  });
});
