import { z } from 'zod';
import { CampaignEventData } from './campaign-events.js';
import { CampaignType, Platform } from './campaign-input.js';
import { CampaignRef } from './campaigns.js';
import { defineEvent, defineRequest } from './define.js';
import { BlockingReasonView } from './gate.js';
import { IdOf, WorkspaceId } from './ids.js';
import { PacingBlocker } from './pacing.js';
import { PlatformState } from './platform-state.js';

/** Why a delegated campaign cannot start: every reason at once; empty when its platform can take it. */
export const CheckDelegatedCampaign = defineRequest({
  subject: 'rpc.platforms.check-campaign.v1',
  askedBy: ['campaigns'],
  request: z.object({
    workspace_id: WorkspaceId,
    /** The connection of the client comes before the one of the workspace. */
    client_id: IdOf('cli').nullable(),
    platform: Platform.exclude(['native']),
    campaign_type: CampaignType,
    recipient_time_zone: z.boolean(),
    sending_account_ids: z.array(IdOf('ea')).min(1).max(1_000),
    min_health_score: z.number(),
    /** Whether a text names its sender, who is not known before the platform has chosen the account. */
    names_sender: z.boolean(),
    /** The delays of the steps, in their order. */
    delays_ms: z.array(z.number().min(0)).min(1),
  }),
  response: z.object({ blocking_reasons: z.array(BlockingReasonView) }),
  timeoutMs: 6_000,
});

/**
 * No lead of the campaign is pushed after the answer; `in_flight` leads were being pushed already. The platform's own pause is
 * awaited for some seconds; `confirmed` tells whether it holds, and it is repeated until it does. The campaign goes along:
 * its event may still be on the way. An older event that arrives later does not lift the hold.
 */
export const HoldDelegatedCampaign = defineRequest({
  subject: 'rpc.platforms.hold-campaign.v1',
  askedBy: ['campaigns'],
  request: z.object({ workspace_id: WorkspaceId, snapshot: CampaignEventData }),
  response: z.object({ in_flight: z.number().int(), confirmed: z.boolean(), state: PlatformState }),
  timeoutMs: 6_000,
});

/** The platform's part of the pacing: its obstacles, and the leads that are due but were not pushed yet. */
export const GetDelegatedPacing = defineRequest({
  subject: 'rpc.platforms.get-pacing.v1',
  askedBy: ['campaigns'],
  request: CampaignRef,
  response: z.object({ waiting_leads: z.number().int(), blockers: z.array(PacingBlocker) }),
});

/** Internal. `state_version` rises with each change: a consumer keeps the highest one. */
export const PlatformCampaignChanged = defineEvent({
  type: 'platform.campaign_changed',
  producedBy: ['platforms'],
  consumedBy: ['campaigns-platform'],
  summary: 'A delegated campaign has another state at its platform.',
  data: z.object({
    campaign_id: IdOf('camp'),
    state_version: z.number().int().min(1),
    state: PlatformState,
  }),
});
