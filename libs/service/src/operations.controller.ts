import { Controller, type Type } from '@nestjs/common';
import { getStatus, replayDeadLetter, type RequestOf, type ServiceName } from '#contracts';
import { DatabaseStatus } from '#database';
import { HandlesRequest, Replays } from '#messaging';

/** The requests of the operator's tool, which every service handles alike. */
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
