import type { PlatformServer } from '../../../../test/platforms/platform-server.js';
import type { CampaignPlan, LeadToPush, PlatformAccount } from '../../src/clients/domain/campaign-plan.js';
import type { PlatformCall, PlatformClient } from '../../src/clients/platform-client.js';
import { aPlan } from '../a-plan.js';
import type { useCalls } from '../use-calls.js';

export interface ContractOf {
  readonly client: PlatformClient;
  /** Without its limit of requests. */
  readonly server: PlatformServer;
  readonly callTo: ReturnType<typeof useCalls>;
  /** More than a page of them. */
  readonly manyAccounts: number;
  readonly differs?: Differs;
}

export interface ContractBench extends ContractOf {
  readonly bench: Bench;
  readonly differs: Differs;
}

/** The ways in which the API of a platform is not as those of the others. */
interface Differs {
  /** A removed lead is paused there, so it is found still. */
  readonly pausesLeads?: boolean;
  /** The same lead twice is two leads. */
  readonly doublesLeads?: boolean;
  /** A push tells no ids. */
  readonly tellsNoIds?: boolean;
  /** The name of a campaign stays. */
  readonly keepsNames?: boolean;
  /** An account does not tell since when it warms up. */
  readonly tellsNoStart?: boolean;
  /** Polled facts do not tell the account. */
  readonly pollsNoAccount?: boolean;
  /** Only facts that have no hook are polled. */
  readonly pollsTheRest?: boolean;
}

export const FAST = { requests: 100_000, perMs: 1_000 };
export const ACCOUNT = 'sales@ours.example';

export const leads = (count: number, prefix = 'lead'): LeadToPush[] =>
  Array.from({ length: count }, (_, n) => leadOf(`${prefix}${n}`));

function leadOf(name: string): LeadToPush {
  const texts = { nimbus_subject_1: `Hello ${name}`, nimbus_body_1: `<p>Hello ${name}</p>` };
  return {
    email: `${name}@example.com`,
    firstName: name,
    lastName: null,
    companyName: 'Example',
    variables: { ...texts, nimbus_subject_2: '', nimbus_body_2: '<p>Again</p>' },
    reference: `enr_${name}`,
  };
}

/** One test with one campaign at the server. */
export class Bench {
  private current: { readonly call: PlatformCall; readonly marker: string } | undefined;
  private markers = 0;

  constructor(private readonly contract: ContractOf) {}

  async begin(): Promise<void> {
    const { client, server, callTo } = this.contract;
    this.markers += 1;
    const call = await callTo(client, server, { rate: FAST });
    this.current = { call, marker: `camp_${client.platform}${this.markers}x` };
  }

  get call(): PlatformCall {
    return this.begun.call;
  }

  get marker(): string {
    return this.begun.marker;
  }

  async plan(different: Partial<CampaignPlan> = {}): Promise<CampaignPlan> {
    const { email, externalId } = await this.account();
    return aPlan({ marker: this.marker, accounts: [{ email, externalId }], ...different });
  }

  /** A campaign with our plan; resolves with its id. */
  async campaign(): Promise<string> {
    const { client } = this.contract;
    const id = await client.createCampaign(this.call, await this.plan());
    await client.applyPlan(this.call, id, await this.plan());
    return id;
  }

  /** One that is active, with these leads. */
  async running(pushed: readonly LeadToPush[]): Promise<string> {
    const { client } = this.contract;
    const id = await this.campaign();
    await client.activate(this.call, id);
    for (let from = 0; from < pushed.length; from += client.leadsPerPush) {
      await client.pushLeads(this.call, id, pushed.slice(from, from + client.leadsPerPush));
    }
    return id;
  }

  /** Our account as the platform knows it. */
  private async account(): Promise<PlatformAccount> {
    for await (const each of this.contract.client.listAccounts(this.call)) {
      if (each.email === ACCOUNT) return each;
    }
    throw new Error('no account');
  }

  private get begun() {
    if (this.current === undefined) throw new Error('no test has begun');
    return this.current;
  }
}
