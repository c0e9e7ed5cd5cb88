import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import { Topology } from '#messaging';
import { KnownServers } from '../persistence/known-servers.js';
import { LostTime } from '../persistence/lost-time.js';

const UNKNOWN =
  'Nothing is sent: PostgreSQL or NATS is another one than before. Stop the services and run `npm run nimbus -- restore` ' +
  'if the database comes from a back-up, and with --nothing-lost if it does not.';

/** A restored database does not know which messages left after its back-up, and would send them again. */
@Injectable()
export class BeginSending {
  private readonly logger = new Logger(BeginSending.name);
  private streamsMadeAt: string | undefined;
  private refused = false;
  private begun = false;
  private known = false;

  constructor(
    private readonly topology: Topology,
    private readonly knownServers: KnownServers,
    private readonly lostTime: LostTime,
    private readonly clock: Clock,
  ) {}

  /** Whether this process may send, as it was found last: for requests, which read the rows of one workspace alone. */
  get maySend(): boolean {
    return this.begun && this.known;
  }

  /** Whether this process may send. To be asked again and again: it notes until when this database was in use. */
  async execute(): Promise<boolean> {
    // Asked once: beats must go on while NATS is away, or others would take over the sends of this process.
    this.streamsMadeAt ??= await this.topology.madeAt();
    this.known = await this.knownServers.see(this.streamsMadeAt);
    if (!this.known) return this.refuse();
    if (this.begun) return true;

    const ended = await this.lostTime.end(this.clock.now());
    if (ended > 0) this.logger.warn(`${ended} sends may have left after the back-up: they are indeterminate`);
    this.begun = true;
    return true;
  }

  private refuse(): false {
    if (!this.refused) this.logger.error(UNKNOWN);
    this.refused = true;
    return false;
  }
}
