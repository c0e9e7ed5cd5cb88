import { WorkspaceChanged, type WorkspaceId } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

/** The settings that other services copy. */
export interface PublishedSettings {
  readonly id: WorkspaceId;
  readonly version: number;
  readonly footer: string | null;
  readonly postalAddress: string | null;
  /** Null unless it is active. */
  readonly trackingDomain: string | null;
}

export const workspaceChanged = (settings: PublishedSettings, time: Date): EventMessage[] =>
  toMessages(WorkspaceChanged, [
    makeEvent(WorkspaceChanged, {
      service: 'gateway',
      workspaceId: settings.id,
      time,
      data: {
        version: settings.version,
        footer: settings.footer,
        postal_address: settings.postalAddress,
        tracking_domain: settings.trackingDomain,
      },
    }),
  ]);
