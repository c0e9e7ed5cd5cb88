import {
  ConfirmSends,
  GetCampaignContent,
  GetSendingAccounts,
  PlanDelegatedSends,
  type Recipient,
  type RequestOf,
  type ResponseOf,
  type StepView,
} from '#contracts';
import { newId, type Id } from '#kernel';
import { recipient, StubServices } from '#testing';

type Confirmation = ResponseOf<typeof ConfirmSends>['results'][number];

/** The services that the pushes of leads request from. */
export class LeadStubs {
  /** Contacts who are not wanted any more, by enrollment. */
  readonly unwanted = new Map<string, Extract<Confirmation, { wanted: false }>>();
  readonly recipients = new Map<string, Recipient>();
  /** The steps of campaigns. */
  readonly contents = new Map<string, readonly StepView[]>();
  private readonly sendIds = new Map<string, Id<'send'>>();

  private constructor(readonly services: StubServices) {}

  static async start(natsUrl: string): Promise<LeadStubs> {
    const services = await StubServices.start(natsUrl);
    const stubs = new LeadStubs(services);
    await services.answer(ConfirmSends, (request) => stubs.confirm(request));
    await services.answer(PlanDelegatedSends, (request) => stubs.plan(request));
    await services.answer(GetCampaignContent, ({ campaign_ids }) => ({
      results: campaign_ids.map((campaign_id) => ({
        campaign_id,
        version: 2,
        steps: [...(stubs.contents.get(campaign_id) ?? [])],
      })),
    }));
    await services.answer(GetSendingAccounts, () => ({ results: [] }));
    return stubs;
  }

  private confirm({ sends }: RequestOf<typeof ConfirmSends>): ResponseOf<typeof ConfirmSends> {
    const results = sends.map(({ enrollment_id }): Confirmation => {
      const refusal = this.unwanted.get(enrollment_id);
      return refusal ?? { wanted: true, recipient: this.recipients.get(enrollment_id) ?? recipient() };
    });
    return { results };
  }

  /** One id for each enrollment and step, as the dispatcher keeps it. */
  private plan({ sends }: RequestOf<typeof PlanDelegatedSends>): ResponseOf<typeof PlanDelegatedSends> {
    const results = sends.map(({ enrollment_id, step_id }) => {
      const key = `${enrollment_id} ${step_id}`;
      const send_id = this.sendIds.get(key) ?? newId('send');
      this.sendIds.set(key, send_id);
      return { send_id, unsubscribe_url: `https://nimbus.test/u/${send_id}` };
    });
    return { results, footer: null, postal_address: '1 Main Street' };
  }
}
