import { PlatformCampaignChanged, type PlatformState } from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

interface Changed {
  readonly campaignId: Id<'camp'>;
  readonly workspaceId: Id<'ws'>;
}

export const platformStateEvents = (
  { campaignId, workspaceId }: Changed,
  state: PlatformState,
  stateVersion: number,
  time: Date,
): EventMessage[] =>
  toMessages(PlatformCampaignChanged, [
    makeEvent(PlatformCampaignChanged, {
      service: 'platforms',
      workspaceId,
      time,
      data: { campaign_id: campaignId, state_version: stateVersion, state },
    }),
  ]);
