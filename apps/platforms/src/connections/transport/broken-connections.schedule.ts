import { Injectable, Logger } from '@nestjs/common';
import { Ticker } from '#service';
import type { Connection } from '../domain/connection.js';
import { Connections } from '../persistence/connections.js';
import { TestConnection } from '../use-cases/test-connection.js';

const REST_MS = 30_000;

/** Tests broken connections every hour: a key may be good again, such as after an unpaid bill. */
@Injectable()
export class BrokenConnectionsSchedule extends Ticker {
  private readonly log = new Logger(BrokenConnectionsSchedule.name);

  constructor(
    private readonly connections: Connections,
    private readonly testConnection: TestConnection,
  ) {
    super({ name: BrokenConnectionsSchedule.name, restMs: REST_MS, work: () => this.testDue() });
  }

  private async testDue(): Promise<'more' | 'idle'> {
    const due = await this.connections.claimChecks();
    await Promise.all(due.map((connection) => this.test(connection)));
    return due.length === 0 ? 'idle' : 'more';
  }

  private async test(connection: Connection): Promise<void> {
    try {
      await this.testConnection.execute(connection);
    } catch (error) {
      this.log.error(`${connection.id} was not tested`, error);
    }
  }
}
