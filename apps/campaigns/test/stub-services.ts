import {
  AddEnrollments,
  CancelSends,
  CheckDelegatedCampaign,
  CheckGate,
  GetDelegatedPacing,
  GetMetrics,
  GetNewLeads,
  GetPacing,
  GetRecipient,
  GetSendingAccounts,
  HoldCampaign,
  HoldDelegatedCampaign,
  NO_METRICS,
  RemoveEnrollments,
  ResolveFilter,
  type GateCheck,
  type PlatformState,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { accountView, recipient, type StubServices } from '#testing';

const NO_LIMITS = {
  sendable_now: 0,
  next_send_at: null,
  remaining_today: 0,
  binding_limit: null,
  blockers: [],
  limits: [],
};

/** Their campaign is as ours wants it. */
export const platformState = (changes: Partial<PlatformState> = {}): PlatformState => ({
  status: 'confirmed',
  wanted: 'active',
  observed: changes.wanted ?? 'active',
  platform_campaign_id: '4711',
  confirmed_at: '2026-11-30T09:00:00.000Z',
  error: null,
  drift: [],
  ...changes,
});

/** With all accounts active. */
export const gateAnswer =
  (check: GateCheck) =>
  ({ sending_account_ids }: RequestOf<typeof CheckGate>): ResponseOf<typeof CheckGate> => ({
    ...check,
    accounts: sending_account_ids.map((id) => ({ sending_account_id: id, status: 'active' })),
  });

/** Every contact matches, every account is active, the gate is open and nothing is in flight. */
export async function answerByDefault(stubs: StubServices): Promise<void> {
  await stubs.answer(ResolveFilter, () => ({ has_eligible: true, unknown_segment_ids: [] }));
  await stubs.answer(GetSendingAccounts, ({ workspace_id, sending_account_ids }) => ({
    results: sending_account_ids.map((id) => accountView({ workspace_id, id })),
  }));
  await stubs.answer(CheckGate, gateAnswer({ allowed: true, blocking_reasons: [] }));
  await stubs.answer(HoldCampaign, () => ({ in_flight: 0 }));
  await stubs.answer(CheckDelegatedCampaign, () => ({ blocking_reasons: [] }));
  await stubs.answer(HoldDelegatedCampaign, ({ snapshot }) => ({
    in_flight: 0,
    confirmed: true,
    state: platformState({ wanted: snapshot.campaign.status === 'paused' ? 'paused' : 'stopped' }),
  }));
  await stubs.answer(GetDelegatedPacing, () => ({ waiting_leads: 0, blockers: [] }));
  await stubs.answer(GetPacing, () => NO_LIMITS);
  await stubs.answer(GetNewLeads, () => ({ new_leads: null }));
  await stubs.answer(GetMetrics, ({ campaign_ids }) => ({
    results: campaign_ids.map((campaign_id) => ({ campaign_id, metrics: NO_METRICS })),
  }));
  await stubs.answer(AddEnrollments, ({ contact_ids }) => ({ enrolled: contact_ids.length, skipped: [] }));
  await stubs.answer(RemoveEnrollments, () => ({ removed: 1 }));
  await stubs.answer(CancelSends, () => ({ canceled: 4 }));
  await stubs.answer(GetRecipient, ({ contact_id }) =>
    recipient({ contact_id, company: { name: 'Navy & Co', domain: null, industry: null } }),
  );
}
