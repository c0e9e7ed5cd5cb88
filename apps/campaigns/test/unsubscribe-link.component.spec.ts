import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateSequence,
  LaunchCampaign,
  PauseCampaign,
  ResumeCampaign,
  WorkspaceChanged,
  type CampaignView,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const settings = (version: number, footer: string | null) => ({
  version,
  footer,
  postal_address: null,
  tracking_domain: null,
});

/** Resolves when the service knows the newest of the settings. */
async function changeWorkspace(
  workspace: Id<'ws'>,
  ...changes: ReturnType<typeof settings>[]
): Promise<void> {
  await campaigns.stubs.publishData(WorkspaceChanged, workspace, ...changes);
  const newest = Math.max(...changes.map(({ version }) => version));
  await eventually(async () => {
    const rows = await campaigns.database.query(
      'select version from workspace_settings where workspace_id = $1',
      [uuidOf(workspace)],
    );
    expect(rows).toEqual([{ version: newest }]);
  });
}

/** A draft whose second step has an unsubscribe link in one of its variants. */
async function aDraft(workspace: Id<'ws'>): Promise<CampaignView> {
  const { id } = await campaigns.rpc.request(CreateSequence, {
    workspace_id: workspace,
    sequence: {
      name: 'Two steps',
      steps: [
        { subject: 'Hello', body_text: 'Hi. Leave: {{ unsubscribe_url }}' },
        {
          body_text: 'Again',
          variants: [
            { label: 'A', body_html: '<a href="{{ unsubscribe_url }}">Leave</a>' },
            { label: 'B', body_html: '<p>unsubscribe_url</p>', body_text: '{{ unsubscribe_url }}' },
            { label: 'C', subject: 'Other' },
          ],
        },
      ],
    },
  });
  return campaigns.draft({ sequence_id: id }, workspace);
}

describe('a sequence whose messages show no unsubscribe link', () => {
  it('is launched with the default footer, and with one that has the link', async () => {
    const workspace = newId('ws');
    expect((await campaigns.active({}, workspace)).status).toBe('active');
    await changeWorkspace(workspace, settings(2, 'Tell us: {{ unsubscribe_url }}'));
    expect((await campaigns.active({}, workspace)).status).toBe('active');
  });

  it.each(['', 'Acme, Main Street'])(
    'is neither launched nor resumed with the footer %j, and its messages are named',
    async (footer) => {
      const workspace = newId('ws');
      const draft = await aDraft(workspace);
      const running = await campaigns.active({}, workspace);
      await campaigns.rpc.request(PauseCampaign, refTo(running));
      await changeWorkspace(workspace, settings(3, footer), settings(2, null));

      const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));
      const message =
        'no {{ unsubscribe_url }} in step 2, variant B; step 2, variant C, and none in the footer of the workspace: add it to one of them';
      expect(refusal).toMatchObject({
        kind: 'rejected',
        code: 'no_unsubscribe_link',
        message,
        details: { blocking_reasons: [{ code: 'no_unsubscribe_link', message }] },
      });
      expect(await refusalOf(campaigns.rpc.request(ResumeCampaign, refTo(running)))).toMatchObject({
        code: 'no_unsubscribe_link',
        message: expect.stringContaining('step 1; step 2'),
      });
    },
  );

  it('is not refused for the footer of another workspace', async () => {
    await changeWorkspace(newId('ws'), settings(1, ''));
    expect((await campaigns.active()).status).toBe('active');
  });
});
