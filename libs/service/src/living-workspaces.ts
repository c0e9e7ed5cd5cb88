import { Injectable } from '@nestjs/common';
import type { CloudEventEnvelope } from '#contracts';
import { DeletedWorkspaces } from '#database';
import { uuidOf } from '#kernel';
import { EventFilter } from '#messaging';

/** Skips the events of deleted workspaces. */
@Injectable()
export class LivingWorkspaces extends EventFilter {
  constructor(private readonly deleted: DeletedWorkspaces) {
    super();
  }

  async keep(events: CloudEventEnvelope[]): Promise<CloudEventEnvelope[]> {
    const deleted = await this.deleted.among([
      ...new Set(events.map(({ workspaceid }) => uuidOf(workspaceid))),
    ]);
    return deleted.size === 0
      ? events
      : events.filter(({ workspaceid }) => !deleted.has(uuidOf(workspaceid)));
  }
}
