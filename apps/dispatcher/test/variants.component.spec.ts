import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chooseVariant } from '#composing';
import { CampaignUpdated, EmailSent, RetrySends } from '#contracts';
import { startMailbox, type Mailbox } from '#embedded';
import { eventually, useServers } from '#testing';
import { CampaignFixture, stepVariant } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';

const servers = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-variants-'));
let mailbox: Mailbox;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  mailbox = await startMailbox({ dir });
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  await mailbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A campaign whose first step is written in two ways. */
function fixtureWithVariants() {
  const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 2 });
  const variants = [stepVariant('A', 'Subject A', 1), stepVariant('B', 'Subject B', 3)];
  Object.assign(fixture.steps[0] ?? {}, { variants });
  return { fixture, variants };
}

const allSent = (fixture: CampaignFixture, count: number) =>
  eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: count }));

describe('a step that is written in variants', () => {
  it('is sent in the one that each send chooses, which the send and its event name', async () => {
    const { fixture, variants } = fixtureWithVariants();
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(40));
    await allSent(fixture, 40);

    const sends = await dispatcher.sends(fixture);
    const written = new Map(sends.map(({ id, variant, subject }) => [id, [variant, subject]]));
    const chosen = new Map(
      sends.map(({ id }) => {
        const { label, subject } = chooseVariant(variants, id) ?? {};
        return [id, [label, subject]];
      }),
    );
    expect(written).toEqual(chosen);
    const published = await dispatcher.published(EmailSent, fixture);
    expect(new Map(published.map(({ data }) => [data.send_id, [data.variant, data.subject]]))).toEqual(
      chosen,
    );
  });

  it('is sent in the same one when it is sent again', async () => {
    const { fixture, variants } = fixtureWithVariants();
    for (const variant of variants) variant.body_text = '{% for i in (1..9000000) %}{% endfor %}';
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(3));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ failed: 3 }));
    const failed = await dispatcher.sends(fixture);

    for (const variant of variants) variant.body_text = 'Mended';
    await dispatcher.stubs.publish(CampaignUpdated, fixture.workspaceId, fixture.next('active'));
    await versionIsKnown(fixture);
    await dispatcher.rpc.request(RetrySends, {
      workspace_id: fixture.workspaceId,
      campaign_id: fixture.campaign.id,
      retry: { status: 'failed' },
    });
    await allSent(fixture, 3);
    for (const { id, error } of failed) {
      const label = chooseVariant(variants, id)?.label;
      expect(error?.message).toContain(`variant ${label}: `);
      expect(await dispatcher.sends(fixture)).toContainEqual(expect.objectContaining({ id, variant: label }));
    }
  });

  it('is sent in its new texts as soon as a newer version of its campaign is known', async () => {
    const { fixture, variants } = fixtureWithVariants();
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(5));
    await allSent(fixture, 5);

    for (const variant of variants) variant.subject = 'New subject';
    await dispatcher.stubs.publish(CampaignUpdated, fixture.workspaceId, fixture.next('active'));
    await versionIsKnown(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(5));
    await allSent(fixture, 10);

    const subjects = (await dispatcher.sends(fixture)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject === 'New subject')).toHaveLength(5);
  });
});

/** A claim from then on is made with this version or a later one. */
const versionIsKnown = (fixture: CampaignFixture) =>
  eventually(async () => expect(await dispatcher.versionOf(fixture)).toBe(fixture.currentVersion));
