import { chooseVariant } from '#composing';
import { CampaignUpdated, EmailSent, RetrySends } from '#contracts';
import { startMailbox, type Mailbox } from '#embedded';
import { eventually, useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DispatcherUnderTest } from './dispatcher-under-test.js';
import { aVariant, Scene } from './scene.js';

const servers = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-variants-'));
let mailbox: Mailbox;
let dispatcher: DispatcherUnderTest;

beforeAll(async () => {
  mailbox = await startMailbox({ dir });
  dispatcher = await DispatcherUnderTest.prepare(servers);
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  await mailbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A campaign whose first step is written in two ways. */
function aVariedScene() {
  const scene = new Scene(mailbox.smtpPort, { inboxes: 2 });
  const variants = [aVariant('A', 'Subject A', 1), aVariant('B', 'Subject B', 3)];
  Object.assign(scene.steps[0] ?? {}, { variants });
  return { scene, variants };
}

const allSent = (scene: Scene, count: number) =>
  eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: count }));

describe('a step that is written in variants', () => {
  it('is sent in the one that each send chooses, which the send and its event name', async () => {
    const { scene, variants } = aVariedScene();
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(40));
    await allSent(scene, 40);

    const sends = await dispatcher.sends(scene);
    const written = new Map(sends.map(({ id, variant, subject }) => [id, [variant, subject]]));
    const chosen = new Map(
      sends.map(({ id }) => {
        const { label, subject } = chooseVariant(variants, id) ?? {};
        return [id, [label, subject]];
      }),
    );
    expect(written).toEqual(chosen);
    const told = await dispatcher.told(EmailSent, scene);
    expect(new Map(told.map(({ data }) => [data.send_id, [data.variant, data.subject]]))).toEqual(chosen);
  });

  it('is sent in the same one when it is sent again', async () => {
    const { scene, variants } = aVariedScene();
    for (const variant of variants) variant.body_text = '{% for i in (1..9000000) %}{% endfor %}';
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(3));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ failed: 3 }));
    const failed = await dispatcher.sends(scene);

    for (const variant of variants) variant.body_text = 'Mended';
    await dispatcher.neighbours.tell(CampaignUpdated, scene.workspaceId, scene.next('active'));
    await versionIsKnown(scene);
    await dispatcher.rpc.request(RetrySends, {
      workspace_id: scene.workspaceId,
      campaign_id: scene.campaign.id,
      retry: { status: 'failed' },
    });
    await allSent(scene, 3);
    for (const { id, error } of failed) {
      const label = chooseVariant(variants, id)?.label;
      expect(error?.message).toContain(`variant ${label}: `);
      expect(await dispatcher.sends(scene)).toContainEqual(expect.objectContaining({ id, variant: label }));
    }
  });

  it('is sent in its new texts as soon as a newer version of its campaign is known', async () => {
    const { scene, variants } = aVariedScene();
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(5));
    await allSent(scene, 5);

    for (const variant of variants) variant.subject = 'New subject';
    await dispatcher.neighbours.tell(CampaignUpdated, scene.workspaceId, scene.next('active'));
    await versionIsKnown(scene);
    await dispatcher.plan(scene, scene.due(5));
    await allSent(scene, 10);

    const subjects = (await dispatcher.sends(scene)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject === 'New subject')).toHaveLength(5);
  });
});

/** A claim from then on is made with this version or a later one. */
const versionIsKnown = (scene: Scene) =>
  eventually(async () => expect(await dispatcher.versionOf(scene)).toBe(scene.currentVersion));
