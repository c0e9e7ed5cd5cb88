import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TemplateWorkers } from '#composing';
import { Alarm } from '#kernel';
import { allClients } from '../../clients/index.js';
import { PushClaims } from '../persistence/push-claims.js';
import { PushLeads } from '../use-cases/push-leads.js';
import { Rests } from '../use-cases/rests.js';

/** Another replica may have put leads there, or a link may have become ready: they are seen this late. */
const REST_MS = 2_000;
/** Claims at once: one waits for its platform while the texts of another are written. */
const MAX_PUSHES = 4;

/** Leads of one request, by platform. */
const SIZES = Object.fromEntries(allClients().map(({ platform, leadsPerPush }) => [platform, leadsPerPush]));

/** Claims leads and pushes them, over and over. */
@Injectable()
export class PushLoop implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PushLoop.name);
  private readonly alarm = new Alarm();
  private readonly pushes = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly claims: PushClaims,
    private readonly pushLeads: PushLeads,
    private readonly rests: Rests,
    private readonly templates: TemplateWorkers,
  ) {}

  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  /** Resolves when every claimed lead has its fate. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    await this.templates.onApplicationShutdown(); // claims that wait for their texts are released
    await this.running;
    await Promise.all(this.pushes);
  }

  wake(): void {
    this.alarm.ring();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      if (!(await this.begin())) await this.alarm.sleep(REST_MS);
    }
  }

  /** False when there is nothing to push now. */
  private async begin(): Promise<boolean> {
    if (this.pushes.size >= MAX_PUSHES) return false;
    try {
      const claim = await this.claims.claim(SIZES, this.rests.passed());
      if (claim === undefined || claim.leads.length === 0) return false;
      const push = this.rests.busyWith(claim.campaignId, () => this.pushLeads.execute(claim));
      this.keep(push);
      return true;
    } catch (error) {
      this.logger.error('no leads could be claimed', error);
      return false;
    }
  }

  /** A push whose fates could not be recorded is taken over like that of a dead process: its claim is not renewed for ever. */
  private keep(push: Promise<void>): void {
    const kept = push
      .catch((error: unknown) => this.logger.error('the fates of a push are not recorded', error))
      .finally(() => {
        this.pushes.delete(kept);
        this.alarm.ring();
      });
    this.pushes.add(kept);
  }
}
