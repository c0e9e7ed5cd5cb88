import { Injectable } from '@nestjs/common';
import type { PlanDelegatedSends, RequestOf, ResponseOf } from '#contracts';
import { Clock, unavailable, type Id } from '#kernel';
import { baseUrl, unsubscribeUrl } from '../composing/message-urls.js';
import { DelegatedSends } from '../persistence/delegated-sends.js';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';
import { BeginSending } from './begin-sending.js';
import { TrackingOptions } from './draft-messages.js';

type Request = RequestOf<typeof PlanDelegatedSends>;

/** Plans the sends of leads, and signs what their texts need: the secret of the links stays in this service. */
@Injectable()
export class PlanDelegated {
  constructor(
    private readonly beginSending: BeginSending,
    private readonly delegatedSends: DelegatedSends,
    private readonly settings: WorkspaceSettings,
    private readonly tracking: TrackingOptions,
    private readonly clock: Clock,
  ) {}

  /** Rejects with DomainError `unavailable` while nothing may be sent: without a plan no lead is pushed. */
  async execute(request: Request): Promise<ResponseOf<typeof PlanDelegatedSends>> {
    if (!this.beginSending.maySend) throw unavailable('nothing is sent until the operator has told');
    const now = this.clock.now();
    const [ids, setting] = await Promise.all([
      this.delegatedSends.plan(request, now),
      this.settings.of(request.workspace_id),
    ]);
    const base = baseUrl(this.tracking.publicUrl, setting.trackingDomain);
    const { footer, postalAddress: postal_address } = setting;
    return {
      results: ids.map((id, place) => this.plannedSend(request, { id, place, base, now })),
      footer,
      postal_address,
    };
  }

  private plannedSend(
    { workspace_id, campaign_id, sends }: Request,
    {
      id,
      place,
      base,
      now,
    }: { readonly id: Id<'send'>; readonly place: number; readonly base: string; readonly now: Date },
  ) {
    const send = sends[place];
    if (send === undefined) throw new Error('more sends were planned than the request named');
    const { page, email: _email, due_at: _dueAt, ...fact } = send;
    const composed_at = Math.floor(now.getTime() / 1_000);
    const message = { ...fact, workspace_id, campaign_id, send_id: id, composed_at };
    return {
      send_id: id,
      unsubscribe_url: unsubscribeUrl({ base, secret: this.tracking.secret, message }, page),
    };
  }
}
