import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { ChangedContactsFixture } from '../../../test/changed-contacts-fixture.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { Suppression } from '../domain/suppression.js';
import { suppressionView } from '../views/suppression.view.js';
import { Suppressions } from './suppressions.js';

const servers = useServers();
let harness: EnrollmentHarness;
let fixture: ChangedContactsFixture;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  fixture = new ChangedContactsFixture(harness);
});

afterAll(() => harness.close());

const suppress = (
  workspace_id: Id<'ws'>,
  value: string,
  kind: Suppression['kind'] = 'email',
  reason: Suppression['reason'] = 'manual',
  exact = false,
) =>
  harness
    .get(Suppressions)
    .add({ workspace_id, kind, value, exact, reason, created_at: harness.clock.now() });

describe('a suppression', () => {
  it('is one per address, whatever its case, and keeps its first reason', async () => {
    const workspace = newId('ws');
    const first = await suppress(workspace, 'Ann@X.test', 'email', 'unsubscribed');
    expect(first).toMatchObject({ value: 'ann@x.test', reason: 'unsubscribed' });

    expect(await suppress(workspace, 'ann@x.TEST')).toEqual(first);
    expect((await suppress(workspace, 'x.test', 'domain')).id).not.toBe(first.id);
    expect((await suppress(newId('ws'), 'ann@x.test')).id).not.toBe(first.id);
  });

  it('is listed newest first, by its reason', async () => {
    const workspace = newId('ws');
    const newestFirst = (ids: Id<'sup'>[]) => ids.toSorted().toReversed(); // of those of one millisecond, any
    const manual: Id<'sup'>[] = [];
    for (const n of [1, 2, 3]) manual.push((await suppress(workspace, `c${n}@x.test`)).id);
    const complaint = await suppress(workspace, 'c9@x.test', 'email', 'spam_complaint');
    const added = newestFirst(manual);
    const page = async (reason: Suppression['reason'][] | undefined, after: string | null) => {
      const asked = { workspaceId: workspace, reason, after, limit: 2 };
      return (await harness.get(Suppressions).page(asked)).map(({ id }) => id);
    };

    expect(await page(['manual'], null)).toEqual(added.slice(0, 2));
    expect(await page(['manual'], uuidOf(added[1] ?? ''))).toEqual(added.slice(2));
    expect(await page(undefined, null)).toEqual(newestFirst([...manual, complaint.id]).slice(0, 2));
  });

  it('keeps a contact out of a campaign until it is lifted', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await harness.insertContacts(campaign.campaign.workspace_id, 1);
    const { id } = await suppress(workspace, 'corp.test', 'domain');
    await harness.sync(campaign);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toEqual([]);

    expect(await harness.get(Suppressions).lift(newId('ws'), id)).toBe(false);
    expect(await harness.get(Suppressions).lift(workspace, id)).toBe(true);
    expect(await harness.get(Suppressions).lift(workspace, id)).toBe(false);
    await harness.enrollAll();

    expect(await harness.enrollmentsOf(campaign)).toMatchObject([{ status: 'active' }]);
  });

  it.each<[string, boolean, string[]]>([
    ['acme.example', false, ['notacme.example', 'example.org']],
    ['ACME.example', true, ['mail.acme.example', 'a.b.acme.example', 'notacme.example', 'example.org']],
    ['mail.acme.example', false, ['acme.example', 'a.b.acme.example', 'notacme.example', 'example.org']],
  ])('of the domain %s (exact: %s) leaves %j to be enrolled', async (domain, exact, enrolled) => {
    const campaign = aCampaign();
    const { workspace_id } = campaign.campaign;
    const domains = [
      'acme.example',
      'mail.acme.example',
      'a.b.acme.example',
      'notacme.example',
      'example.org',
    ];
    await harness.write(
      workspace_id,
      domains.map((each) => ({ email: `Ann@${each}`, country: 'DE' })),
    );
    await suppress(workspace_id, domain, 'domain', 'manual', exact);
    await harness.sync(campaign);
    await harness.enrollAll();

    const emails = (await harness.enrollmentsOf(campaign)).map(({ email }) => email);
    expect(emails.toSorted()).toEqual(enrolled.map((each) => `Ann@${each}`).toSorted());
  });

  it('of a domain alone is widened to its subdomains, and never narrowed', async () => {
    const workspace = newId('ws');
    const exact = await suppress(workspace, 'acme.example', 'domain', 'manual', true);
    expect(exact.exact).toBe(true);
    const wide = await suppress(workspace, 'acme.example', 'domain');
    expect(wide).toEqual({ ...exact, exact: false });
    expect(await suppress(workspace, 'acme.example', 'domain', 'manual', true)).toEqual(wide);
  });

  it('is told once, when it is new, with the contact of its address', async () => {
    const workspace = newId('ws');
    await harness.write(workspace, [{ email: 'Ann@X.test' }]);
    await harness.write(newId('ws'), [{ email: 'bob@x.test' }]);
    const [ann, bob] = [await suppress(workspace, 'ann@x.TEST'), await suppress(workspace, 'bob@x.test')];
    const domain = await suppress(workspace, 'acme.example', 'domain', 'manual', true);
    await suppress(workspace, 'Ann@x.test');
    await suppress(workspace, 'acme.example', 'domain');

    const [contact] = await harness.query<{ id: string }>('select id from contact where workspace_id = $1', [
      uuidOf(workspace),
    ]);
    expect(await harness.suppressedIn(workspace)).toEqual([
      { suppression: suppressionView(ann), contact_id: idOf('cont', contact?.id ?? '') },
      { suppression: suppressionView(bob), contact_id: null },
      { suppression: suppressionView(domain), contact_id: null },
    ]);
  });

  it('of a deleted contact names none, and is told again when it was lifted meanwhile', async () => {
    const workspace = newId('ws');
    await harness.write(workspace, [{ email: 'ann@x.test' }]);
    await harness.query('update contact set deleted_at = now() where workspace_id = $1', [uuidOf(workspace)]);
    const first = await suppress(workspace, 'ann@x.test');
    await harness.get(Suppressions).lift(workspace, first.id);
    const second = await suppress(workspace, 'ann@x.test');

    expect(await harness.suppressedIn(workspace)).toEqual(
      [first, second].map((each) => ({ suppression: suppressionView(each), contact_id: null })),
    );
  });

  it('of one address has its contact enrolled when it is lifted, without a scan', async () => {
    const campaign = await fixture.scanned(3);
    const before = await fixture.scanOf(campaign);
    const workspace = campaign.campaign.workspace_id;
    const { id } = await suppress(workspace, 'P2@corp.test');
    await fixture.write(campaign, [2], 'FR');
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual([]);

    await harness.get(Suppressions).lift(workspace, id);
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test']);
    expect(await fixture.scanOf(campaign)).toEqual(before);
  });
});
