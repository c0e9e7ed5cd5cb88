import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { blocksRead } from '../../../test/block-count.js';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { Happenings, type Campaign } from '../../../test/signal-fixtures.js';
import { ApplySignals } from './apply-signals.js';
import { ConfirmSends } from './confirm-sends.js';
import { RepliedDomains } from './replied-domains.js';

const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

interface Person {
  readonly email: string;
  readonly company?: string;
}

async function campaignFor(people: readonly Person[], changes: object = {}): Promise<Campaign> {
  const campaign = aCampaign({ stop_on_domain_reply: true, ...changes });
  await add(campaign, people);
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

const add = ({ campaign }: Campaign, people: readonly Person[]): Promise<void> =>
  harness.write(
    campaign.workspace_id,
    people.map(({ email, company }) => ({ email, country: 'DE', company: { domain: company ?? null } })),
  );

async function reply(campaign: Campaign, email: string) {
  const enrollment = (await harness.enrollmentsOf(campaign)).find((each) => each.email === email);
  if (enrollment === undefined) throw new Error(`${email} is not enrolled`);
  const { replied } = new Happenings(campaign, enrollment, harness.clock.now());
  return harness.get(ApplySignals).execute([replied]);
}

async function sweep(): Promise<number> {
  for (let pages = 0; ; pages += 1) {
    if ((await harness.get(RepliedDomains).sweep()) === 'idle') return pages;
  }
}

async function statesOf(campaign: Campaign): Promise<Record<string, string>> {
  const enrollments = await harness.enrollmentsOf(campaign);
  return Object.fromEntries(
    enrollments.map(({ email, status, stop_reason }) => [email, stop_reason ?? status]),
  );
}

describe('a reply in a campaign that stops companies', () => {
  it('stops everybody of the company there, by address and by the domain of the contact', async () => {
    const people = [
      { email: 'ann@acme.test' },
      { email: 'bob@ACME.test' },
      { email: 'cy@web.de', company: 'Acme.test' },
      { email: 'dee@other.test' },
      { email: 'eve@mail.acme.test' },
      { email: 'fay@gmx.at', company: 'www.acme.test' },
    ];
    const campaign = await campaignFor(people);
    const { workspace_id } = campaign.campaign;
    const other = aCampaign({ stop_on_domain_reply: true, workspace_id });
    await harness.sync(other);
    await harness.enrollAll();
    await reply(campaign, 'ann@acme.test');
    await sweep();

    expect(await statesOf(campaign)).toEqual({
      'ann@acme.test': 'replied',
      'bob@ACME.test': 'domain_replied',
      'cy@web.de': 'domain_replied',
      'dee@other.test': 'active',
      'eve@mail.acme.test': 'active',
      'fay@gmx.at': 'active',
    });
    expect(new Set(Object.values(await statesOf(other)))).toEqual(new Set(['active']));
    expect((await harness.finishedOf(campaign)).map(({ reason }) => reason)).toEqual([
      'replied',
      'domain_replied',
      'domain_replied',
    ]);
  });

  it.each([
    ['büro-müller.test', 'BÜRO-Müller.test'],
    ['3com.test', '3COM.test'],
    ['straße.test', 'Straße.test'],
    ['a_b+c.test', 'A_B+C.test'],
  ])('finds the contacts of %s by any writing of it', async (domain, company) => {
    const ann = { email: 'ann@web.de', company: domain };
    const campaign = await campaignFor([ann, { email: 'cy@web.de', company }]);
    await reply(campaign, ann.email);
    await sweep();
    expect(await statesOf(campaign)).toMatchObject({ 'cy@web.de': 'domain_replied' });
  });

  it('finds them without reading the other contacts of the workspace', async () => {
    const campaign = await campaignFor([
      { email: 'ann@rare.test' },
      { email: 'cy@web.de', company: 'rare.test' },
    ]);
    await harness.insertContacts(campaign.campaign.workspace_id, 40_000);
    await harness.query('vacuum analyze contact');
    await reply(campaign, 'ann@rare.test');
    expect(await blocksRead(harness, sweep)).toBeLessThan(500);
    expect(await statesOf(campaign)).toMatchObject({ 'cy@web.de': 'domain_replied' });
  });

  it('holds from that moment on, before the enrollments are ended and for those that come later', async () => {
    const campaign = await campaignFor([{ email: 'ann@acme.test' }, { email: 'bob@acme.test' }]);
    await reply(campaign, 'ann@acme.test');
    expect(await confirm(campaign)).toEqual({
      'ann@acme.test': 'enrollment_finished',
      'bob@acme.test': 'domain_replied',
    });
    expect(await statesOf(campaign)).toMatchObject({ 'bob@acme.test': 'domain_replied' });

    await sweep();
    await add(campaign, [{ email: 'cy@acme.test' }]);
    await harness.enrollAll();
    expect(await confirm(campaign)).toMatchObject({ 'cy@acme.test': 'domain_replied' });
    expect(await harness.finishedOf(campaign)).toHaveLength(3);
  });

  it('stops nobody else at a provider of free mail', async () => {
    const campaign = await campaignFor([{ email: 'ann@yahoo.co.uk' }, { email: 'bob@yahoo.co.uk' }]);
    expect(await reply(campaign, 'ann@yahoo.co.uk')).toEqual({ colleagues: false });
    await sweep();
    expect(await statesOf(campaign)).toEqual({ 'ann@yahoo.co.uk': 'replied', 'bob@yahoo.co.uk': 'active' });
    expect(await confirm(campaign)).toMatchObject({ 'bob@yahoo.co.uk': 'wanted' });
  });

  it('stops nobody else where the campaign does not want it, or no longer', async () => {
    const people = [{ email: 'ann@acme.test' }, { email: 'bob@acme.test' }];
    const campaign = await campaignFor(people, { stop_on_domain_reply: false });
    await reply(campaign, 'ann@acme.test');
    await sweep();
    expect(await confirm(campaign)).toMatchObject({ 'bob@acme.test': 'wanted' });

    const changing = await campaignFor(people);
    await reply(changing, 'ann@acme.test');
    await harness.sync(changed(changing, { stop_on_domain_reply: false }));
    await sweep();
    expect(await confirm(changing)).toMatchObject({ 'bob@acme.test': 'wanted' });
  });

  it('ends a large company page by page, and then its campaign', async () => {
    const campaign = aCampaign({ stop_on_domain_reply: true, max_new_leads_per_day: 10_000 });
    await harness.insertContacts(campaign.campaign.workspace_id, 2_500, { domain: 'huge.test' });
    await harness.sync(campaign);
    await harness.enrollAll();
    await reply(campaign, 'p1@huge.test');
    expect(await sweep()).toBe(3);

    const ends = new Set(Object.values(await statesOf(campaign)));
    expect(ends).toEqual(new Set(['replied', 'domain_replied']));
    expect(await harness.finishedOf(campaign)).toHaveLength(2_500);
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
  });

  it('is forgotten with its campaign', async () => {
    const campaign = await campaignFor([{ email: 'ann@acme.test' }]);
    await reply(campaign, 'ann@acme.test');
    await harness.sync(changed(campaign, { status: 'archived' }));
    const { id } = campaign.campaign;
    const rows = await harness.query('select from replied_domain where campaign_id = $1', [uuidOf(id)]);
    expect(rows).toHaveLength(0);
  });
});

async function confirm(campaign: Campaign): Promise<Record<string, string>> {
  const { workspace_id } = campaign.campaign;
  const enrollments = await harness.enrollmentsOf(campaign);
  const sends = enrollments.map(({ id }) => ({
    workspace_id,
    enrollment_id: idOf('enr', id),
    step_number: 1,
  }));
  const confirmations = await harness.get(ConfirmSends).execute(sends);
  return Object.fromEntries(
    confirmations.map(({ candidate, refusal }) => [candidate.email, refusal ?? 'wanted']),
  );
}
