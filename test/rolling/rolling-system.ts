import { SERVICES, type ServiceName } from '#contracts';
import { migrateAll } from '../../apps/standalone/src/services.js';
import { startChaosSystem, type ChaosSystem } from '../chaos/chaos-system.js';
import { freePorts } from '../support/free-ports.js';
import { balanceHttp, balanceTcp, type LoadBalancer } from './load-balancer.js';

/** Two replicas of a service run; a third one starts before one of them ends. */
const SLOTS = [1, 2, 3];

/** The replica that goes first, when one takes the place of another. */
export type Order = 'the new replica first' | 'the old replica first';

/** Every service in two replicas, with a proxy for HTTP and one for mail in front. */
export class RollingSystem {
  private readonly slots = new Map<ServiceName, readonly number[]>(
    SERVICES.map((service) => [service, [1, 2]]),
  );

  private constructor(
    private readonly system: ChaosSystem,
    private readonly balancers: readonly LoadBalancer[],
  ) {}

  static async start(): Promise<RollingSystem> {
    const [httpPort = 0, smtpPort = 0, ...mailPorts] = await freePorts(2 + SLOTS.length);
    const publicUrl = `http://127.0.0.1:${httpPort}`;
    const mailPortOf = (slot: number): number => mailPorts[slot - 1] ?? 0;
    const system = await startChaosSystem({
      replicas: SLOTS.length,
      publicUrl,
      recipients: { publicUrl, answerPort: smtpPort },
      env: { INBOUND_DOMAIN: 'replies.example' },
      ownEnv: Object.fromEntries(
        SLOTS.map((slot) => [`inbound/${slot}`, { INBOUND_SMTP_PORT: String(mailPortOf(slot)) }]),
      ),
    });
    const healthPortOf = (service: ServiceName, slot: number): number =>
      system.portOf[`${service}/${slot}`] ?? 0;
    const gateways = SLOTS.map((slot) => healthPortOf('gateway', slot));
    const balancers = [
      await balanceHttp(
        httpPort,
        gateways.map((port) => ({ port, healthPort: port })),
      ),
      await balanceTcp(
        smtpPort,
        SLOTS.map((slot) => ({ port: mailPortOf(slot), healthPort: healthPortOf('inbound', slot) })),
      ),
    ];
    await migrateAll(() => system.databaseUrl);
    for (const replica of [1, 2]) {
      await Promise.all(SERVICES.map((service) => system.services.start(service, replica)));
    }
    return new RollingSystem(system, balancers);
  }

  get baseUrl(): string {
    return this.system.baseUrl;
  }

  get mailbox(): ChaosSystem['mailbox'] {
    return this.system.mailbox;
  }

  /** Connections that a replica refused, cut or reset. */
  get cutConnections(): string[] {
    return this.balancers.flatMap(({ failures }) => failures);
  }

  /** Each replica that runs now ends, one after another, and a new process takes its place. */
  async restart(service: ServiceName, order: Order): Promise<void> {
    for (const slot of this.slotsOf(service)) {
      if (order === 'the new replica first') await this.startThenStop(service, slot);
      else await this.stopThenStart(service, slot);
    }
  }

  async stop(): Promise<void> {
    for (const balancer of this.balancers) await balancer.stop();
    await this.system.stop();
  }

  private async startThenStop(service: ServiceName, slot: number): Promise<void> {
    const { services } = this.system;
    const spare = SLOTS.find((each) => !this.slotsOf(service).includes(each)) ?? 0;
    await services.start(service, spare);
    await services.stop(service, slot);
    this.slots.set(service, [...this.slotsOf(service).filter((each) => each !== slot), spare]);
  }

  private async stopThenStart(service: ServiceName, slot: number): Promise<void> {
    await this.system.services.stop(service, slot);
    await this.system.services.start(service, slot);
  }

  private slotsOf(service: ServiceName): readonly number[] {
    return this.slots.get(service) ?? [];
  }
}
