import type { CampaignEventData } from '#contracts';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import type { GivenFields } from '../src/contacts/domain/contact-batch.js';
import { Contacts } from '../src/contacts/persistence/contacts.js';
import { aCampaign } from './campaign-fixtures.js';
import type { EnrollmentHarness } from './enrollment-harness.js';

interface ScanRow {
  readonly scan_after: string | null;
  readonly scan_done: boolean;
  readonly scan_again: boolean;
}

export const NOTHING = { changes: 0, candidates: 0 };

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place);

/** Campaigns that want contacts of France, and contacts `p1@corp.test` and so on that come and go. */
export class ChangedContactsFixture {
  constructor(private readonly harness: EnrollmentHarness) {}

  /** A campaign that has looked at `count` contacts that it does not want. */
  async scanned(count: number, changes: Parameters<typeof aCampaign>[0] = {}): Promise<CampaignEventData> {
    const campaign = aCampaign({ contact_filter: { country: ['FR'] }, ...changes });
    await this.harness.insertContacts(campaign.campaign.workspace_id, count);
    await this.harness.sync(campaign);
    await this.harness.enrollAll();
    return campaign;
  }

  write(
    { campaign }: CampaignEventData,
    numbers: readonly number[],
    country: string,
    on = this.harness,
  ): Promise<unknown> {
    const contacts = numbers.map((n) => ({ email: `p${n}@corp.test`, country }));
    return on.write(campaign.workspace_id, contacts);
  }

  async update(campaign: CampaignEventData, number: number, changes: GivenFields): Promise<void> {
    const id = await this.idOf(campaign, number);
    await this.harness.get(Contacts).update(campaign.campaign.workspace_id, id, changes);
  }

  async remove(campaign: CampaignEventData, number: number): Promise<void> {
    const id = await this.idOf(campaign, number);
    await this.harness.get(Contacts).delete(campaign.campaign.workspace_id, id);
  }

  async idOf({ campaign }: CampaignEventData, number: number): Promise<Id<'cont'>> {
    const sql = 'select id from contact where workspace_id = $1 and email = $2';
    const values = [uuidOf(campaign.workspace_id), `p${number}@corp.test`];
    const [contact] = await this.harness.query<{ id: string }>(sql, values);
    return contact === undefined ? newId('cont') : idOf('cont', contact.id);
  }

  async emailsOf(campaign: CampaignEventData): Promise<string[]> {
    return (await this.harness.enrollmentsOf(campaign)).map(({ email }) => email).toSorted();
  }

  async scanOf({ campaign }: CampaignEventData): Promise<ScanRow | undefined> {
    const sql = 'select scan_after, scan_done, scan_again from campaign_replica where campaign_id = $1';
    return (await this.harness.query<ScanRow>(sql, [uuidOf(campaign.id)]))[0];
  }

  /** Changes and candidates that are left of the campaign and its workspace. */
  async leftOf({ campaign }: CampaignEventData): Promise<typeof NOTHING | undefined> {
    const sql = `
      select (select count(*)::int from changed_contact where workspace_id = $1) as changes,
        (select count(*)::int from campaign_candidate where campaign_id = $2) as candidates`;
    const values = [uuidOf(campaign.workspace_id), uuidOf(campaign.id)];
    return (await this.harness.query<typeof NOTHING>(sql, values))[0];
  }
}
