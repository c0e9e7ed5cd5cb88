import { Injectable } from '@nestjs/common';
import { WorkspaceChanged, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';

@Injectable()
export class WorkspaceEventsConsumer {
  constructor(private readonly settings: WorkspaceSettings) {}

  @OnEvents([WorkspaceChanged], { durable: 'campaigns-workspaces' })
  async store(events: EventOf<typeof WorkspaceChanged>[]): Promise<void> {
    await this.settings.store(events);
  }
}
