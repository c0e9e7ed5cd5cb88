import { eventually } from '#testing';
import type { HooksHarness } from './hooks-harness.js';
import { seedCampaign, seedLead, type SeededCampaign, type SeededLead } from './seed-campaign.js';

type Body = Readonly<Record<string, unknown>>;

/** The hooks of a campaign at Instantly, about its newest lead. */
export class InstantlyHooks {
  private constructor(
    private readonly platforms: HooksHarness,
    readonly campaign: SeededCampaign,
    public lead: SeededLead,
  ) {}

  static async seed(platforms: HooksHarness): Promise<InstantlyHooks> {
    const campaign = await seedCampaign(platforms.database, 'instantly', platforms.clock.now());
    return new InstantlyHooks(platforms, campaign, await seedLead(platforms.database, campaign));
  }

  async aLead(): Promise<SeededLead> {
    this.lead = await seedLead(this.platforms.database, this.campaign);
    return this.lead;
  }

  hookOf(event_type: string, changes: Body = {}): Body {
    return {
      event_type,
      timestamp: new Date(this.platforms.clock.now().getTime() - 1_000).toISOString(),
      campaign_id: this.campaign.platformCampaignId,
      lead_email: this.lead.email,
      email_account: this.campaign.accountEmail,
      step: 1,
      ...changes,
    };
  }

  /** Resolves when they are handled. */
  async send(...bodies: readonly (Body | string)[]): Promise<void> {
    const results = await this.platforms.send(this.campaign, bodies);
    if (results.some((result) => result !== 'stored')) throw new Error('a hook was not stored');
    await this.handled();
  }

  async handled(): Promise<void> {
    await eventually(async () => {
      const waiting = await this.platforms.waiting();
      if (waiting > 0) throw new Error(`${waiting} hooks wait`);
    });
  }

  /** How often the hook that waits was tried. */
  async attempts(): Promise<number | undefined> {
    const [row] = await this.platforms.database.query<{ attempts: number }>(
      'select attempts from hook where handled_at is null',
    );
    return row?.attempts;
  }
}
