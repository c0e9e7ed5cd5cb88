import { connect, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import {
  AddEnrollments,
  CancelSends,
  CheckGate,
  GetMetrics,
  GetNewLeads,
  GetPacing,
  GetRecipient,
  GetSendingAccounts,
  HoldCampaign,
  NO_METRICS,
  RemoveEnrollments,
  ResolveFilter,
  type Recipient,
  type RequestContract,
  type RequestOf,
  type ResponseOf,
  type SendingAccountView,
} from '#contracts';
import { DomainError, type Id } from '#kernel';
import { serversOf } from '#messaging';
import type { z } from 'zod';

type Answer<C extends RequestContract> = (request: RequestOf<C>) => Promise<ResponseOf<C>> | ResponseOf<C>;

interface Answers {
  filter: Answer<typeof ResolveFilter>;
  accounts: Answer<typeof GetSendingAccounts>;
  gate: Answer<typeof CheckGate>;
  hold: Answer<typeof HoldCampaign>;
  pacing: Answer<typeof GetPacing>;
  leads: Answer<typeof GetNewLeads>;
  metrics: Answer<typeof GetMetrics>;
  add: Answer<typeof AddEnrollments>;
  remove: Answer<typeof RemoveEnrollments>;
  cancel: Answer<typeof CancelSends>;
  recipient: Answer<typeof GetRecipient>;
}

/** Everybody matches, every account is active, the gate is open and nothing is in flight. */
const WELL: Answers = {
  filter: () => ({ has_eligible: true, unknown_segment_ids: [] }),
  accounts: ({ workspace_id, sending_account_ids }) => ({
    results: sending_account_ids.map((id) => accountView(workspace_id, id, 'active')),
  }),
  gate: () => ({ allowed: true, blocking_reasons: [] }),
  hold: () => ({ in_flight: 0 }),
  pacing: () => ({
    sendable_now: 0,
    next_send_at: null,
    remaining_today: 0,
    binding_limit: null,
    blockers: [],
    limits: [],
  }),
  leads: () => ({ new_leads: null }),
  metrics: ({ campaign_ids }) => ({
    results: campaign_ids.map((campaign_id) => ({ campaign_id, metrics: NO_METRICS })),
  }),
  add: ({ contact_ids }) => ({ enrolled: contact_ids.length, skipped: [] }),
  remove: () => ({ removed: 1 }),
  cancel: () => ({ canceled: 4 }),
  recipient: ({ contact_id }) => aRecipient(contact_id),
};

/** The services that campaigns asks, answering on NATS as a test wants them to. */
export class Neighbours {
  answers: Answers = { ...WELL };
  /** The subjects that were asked for what is decided by, in order. */
  asked: string[] = [];

  private constructor(private readonly nats: NatsConnection) {}

  static async start(natsUrl: string): Promise<Neighbours> {
    const neighbours = new Neighbours(await connect(serversOf(natsUrl)));
    neighbours.answer(ResolveFilter, (request) => neighbours.answers.filter(request));
    neighbours.answer(GetSendingAccounts, (request) => neighbours.answers.accounts(request));
    neighbours.answer(CheckGate, (request) => neighbours.answers.gate(request));
    neighbours.answer(HoldCampaign, (request) => neighbours.answers.hold(request));
    neighbours.answer(GetPacing, (request) => neighbours.answers.pacing(request));
    neighbours.answer(GetNewLeads, (request) => neighbours.answers.leads(request));
    neighbours.answer(GetMetrics, (request) => neighbours.answers.metrics(request));
    neighbours.answer(AddEnrollments, (request) => neighbours.answers.add(request));
    neighbours.answer(RemoveEnrollments, (request) => neighbours.answers.remove(request));
    neighbours.answer(CancelSends, (request) => neighbours.answers.cancel(request));
    neighbours.answer(GetRecipient, (request) => neighbours.answers.recipient(request));
    await neighbours.nats.flush();
    return neighbours;
  }

  async stop(): Promise<void> {
    await this.nats.close();
  }

  /** All well again, and nobody asked yet. */
  reset(): void {
    this.answers = { ...WELL };
    this.asked = [];
  }

  private answer<Req extends z.ZodType, Res extends z.ZodType>(
    contract: RequestContract<Req, Res>,
    answer: (request: z.infer<Req>) => Promise<z.infer<Res>> | z.infer<Res>,
  ): void {
    const requests = this.nats.subscribe(contract.subject);
    void this.serve(requests, (message) => answer(contract.request.parse(message.json())));
  }

  private async serve(requests: Subscription, answer: (message: Msg) => unknown): Promise<void> {
    for await (const message of requests) {
      if (message.subject !== GetMetrics.subject) this.asked.push(message.subject);
      message.respond(JSON.stringify(await replyOf(() => answer(message))));
    }
  }
}

/** A stub that throws is a neighbour that is down, unless it throws what the neighbour would refuse with. */
async function replyOf(answer: () => unknown): Promise<object> {
  try {
    return { status: 'ok', data: await answer() };
  } catch (error) {
    if (error instanceof DomainError) {
      const { kind, code, message, details } = error;
      return { status: 'refused', kind, code, message, details };
    }
    return {
      status: 'refused',
      kind: 'unavailable',
      code: 'unavailable',
      message: String(error),
      details: {},
    };
  }
}

export const accountView = (
  workspaceId: Id<'ws'>,
  id: Id<'ea'>,
  status: SendingAccountView['status'],
): SendingAccountView => ({
  id,
  workspace_id: workspaceId,
  email: 'inbox@sender.example',
  display_name: '',
  provider: 'smtp',
  status,
  status_reason: null,
  smtp: { host: 'smtp.sender.example', port: 587, secure: false, user: null },
  daily_send_limit: 40,
  time_zone: 'UTC',
  warmup: { stage: 3, started_at: null, days_warming: 0, cumulative_sends: 0 },
  health: { score: 90 },
  authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  created_at: '2026-05-01T00:00:00.000Z',
  updated_at: '2026-05-01T00:00:00.000Z',
});

/** Somebody whose last name nobody knows. */
const aRecipient = (contact_id: Id<'cont'>): Recipient => ({
  contact_id,
  email: 'grace@recipient.example',
  first_name: 'Grace',
  last_name: null,
  title: null,
  seniority: null,
  department: null,
  country: null,
  time_zone: null,
  company: { name: 'Navy & Co', domain: null, industry: null },
  custom_fields: {},
});
