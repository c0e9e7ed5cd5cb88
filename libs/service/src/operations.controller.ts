import { Controller, Optional, type Type } from '@nestjs/common';
import {
  deleteWorkspaceRows,
  exportWorkspaceRows,
  getStatus,
  replayDeadLetter,
  stopWorkspace,
  type RequestOf,
  type ServiceName,
} from '#contracts';
import { DatabaseStatus, DeletedWorkspaces, WorkspaceRows } from '#database';
import { Clock, DomainError, uuidOf } from '#kernel';
import { HandlesRequest, Replays } from '#messaging';
import { WorkspaceStop } from './workspace-stop.js';

/** The requests of the operator's tool that look after a service, which every service handles alike. */
export function operationsController(service: ServiceName): Type {
  const [status, replay] = [getStatus(service), replayDeadLetter(service)];

  @Controller()
  class OperationsController {
    constructor(
      private readonly database: DatabaseStatus,
      private readonly replays: Replays,
    ) {}

    @HandlesRequest(status)
    async status() {
      const database = await this.database.read();
      return { node: process.version, now: new Date().toISOString(), database };
    }

    @HandlesRequest(replay)
    async replay({ consumer, stored_at, ...letter }: RequestOf<typeof replay>) {
      await this.replays.replay(consumer, { ...letter, storedAt: new Date(stored_at) });
      return {};
    }
  }
  return OperationsController;
}

/** The requests of the operator's tool about all rows of a workspace, which every service handles alike. */
export function workspaceRowsController(service: ServiceName): Type {
  const [stop, remove] = [stopWorkspace(service), deleteWorkspaceRows(service)];
  const exporting = exportWorkspaceRows(service);

  @Controller()
  class WorkspaceRowsController {
    constructor(
      private readonly rows: WorkspaceRows,
      private readonly deleted: DeletedWorkspaces,
      private readonly clock: Clock,
      @Optional() private readonly stopping?: WorkspaceStop,
    ) {}

    /** Noted first: an event that is handled afterwards starts nothing again. */
    @HandlesRequest(stop)
    async stop({ id }: RequestOf<typeof stop>) {
      await this.deleted.add(uuidOf(id), this.clock.now());
      return { in_flight: (await this.stopping?.stop(uuidOf(id))) ?? 0 };
    }

    @HandlesRequest(remove)
    async delete({ id, place }: RequestOf<typeof remove>) {
      const deleted = await this.deleted.among([uuidOf(id)]);
      if (deleted.size === 0) throw new DomainError('conflict', 'not_stopped', `${id} works: stop it first`);
      return this.rows.delete(uuidOf(id), place);
    }

    @HandlesRequest(exporting)
    export({ id, place }: RequestOf<typeof exporting>) {
      return this.rows.page(uuidOf(id), place);
    }
  }
  return WorkspaceRowsController;
}
