import { CampaignResource, EnrollmentView, PublicEvent, SendView } from '#contracts';
import type { MovableClock } from '#kernel';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import type { Receiver } from '../../apps/webhooks/test/receiver.js';
import type { PlatformServer } from '../platforms/platform-server.js';
import type { LeadThere } from '../platforms/state-there.js';

const MINUTE_MS = 60_000;

/** One delegated campaign, as the API shows it and as its platform has it. */
export class DelegatedStory {
  constructor(
    readonly rest: RestClient,
    readonly server: PlatformServer,
    readonly webhooks: Receiver,
    readonly id: string,
  ) {}

  campaign(): Promise<CampaignResource> {
    return this.rest.get(CampaignResource, `campaigns/${this.id}/`);
  }

  sends(): Promise<SendView[]> {
    return this.rest.all(SendView, `campaigns/${this.id}/sends/`);
  }

  async sendTo(email: string, step = 1): Promise<SendView | undefined> {
    return (await this.sends()).find((send) => send.email === email && send.step_number === step);
  }

  async enrollmentOf(email: string): Promise<EnrollmentView | undefined> {
    const enrollments = await this.rest.all(EnrollmentView, `campaigns/${this.id}/enrollments/`);
    return enrollments.find((each) => each.email === email);
  }

  leads(): readonly LeadThere[] {
    return this.server.campaignOf(this.id)?.leads ?? [];
  }

  leadOf(email: string): LeadThere {
    return this.server.lead(email, this.id).lead;
  }

  /** The types of the events about a contact that our webhook got. */
  toldTypes(email: string): string[] {
    const events = this.webhooks.requests.map(({ body }) => PublicEvent.parse(JSON.parse(body)));
    return events.flatMap(({ type, data }) => (JSON.stringify(data).includes(email) ? type : []));
  }

  /** How many leads we have taken away there; after a reply or a bounce the platform itself writes no more either. */
  removals(): number {
    const done = this.server.served.filter(({ status }) => status < 300);
    return done.filter(
      ({ method, path }) => method === 'DELETE' || /\/leads\/.*(pause|change-state)/.test(path),
    ).length;
  }

  async confirmed(observed: string): Promise<void> {
    await eventually(async () => {
      const { platform_state: state } = await this.campaign();
      if (state?.status !== 'confirmed' || state.observed !== observed)
        throw new Error(`not confirmed as ${observed}: ${JSON.stringify(state)}`);
    });
  }

  /**
   * Campaigns are looked at every ten minutes, and facts that no hook tells are asked for every quarter of an hour: time passes
   * until they are known. A look that has begun already counts from its end.
   */
  async untilLookedAt(clock: MovableClock, assertion: () => Promise<void>): Promise<void> {
    const trial = (): Promise<void> => {
      clock.advance(2 * MINUTE_MS);
      return assertion();
    };
    await eventually(trial, { intervalMs: 500 });
  }
}
