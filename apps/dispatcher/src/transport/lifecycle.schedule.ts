import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TemplateWorkers } from '#composing';
import { Alarm, Clock } from '#kernel';
import { Ticker } from '#service';
import { SmtpSender } from '../clients/smtp/smtp-sender.js';
import { Instance, Instances } from '../persistence/instances.js';
import { WarmupSends } from '../persistence/warmup-sends.js';
import { BeginSending } from '../use-cases/begin-sending.js';
import { SendWarmup } from '../use-cases/send-warmup.js';
import { StartDelivery } from '../use-cases/start-delivery.js';
import { DispatchLoop } from './dispatch-loop.schedule.js';

const BEAT_MS = 5_000;

/** Beats, reaps the sends of dead processes, and leaves no claimed send behind when the process ends. */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Lifecycle.name);
  private readonly beats = new Ticker({ name: Lifecycle.name, restMs: BEAT_MS, work: () => this.beat() });

  constructor(
    private readonly instances: Instances,
    private readonly beginSending: BeginSending,
    private readonly loop: DispatchLoop,
    private readonly startDelivery: StartDelivery,
    private readonly sendWarmup: SendWarmup,
    private readonly warmupSends: WarmupSends,
    private readonly smtpSender: SmtpSender,
    private readonly templates: TemplateWorkers,
    private readonly instance: Instance,
    private readonly alarm: Alarm,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.beats.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.startDelivery.close();
    await this.templates.onApplicationShutdown(); // claims that wait for their messages are released
    await this.loop.stop();
    await this.sendWarmup.close();
    await this.beats.stop();
    this.smtpSender.close();
    await this.instances.leave(this.instance.id);
  }

  /**
   * Claims start after the first beat: the reaper takes the sends of a process that has no beat. The reaper starts after
   * the sends of a lost time are ended: it would schedule them.
   */
  private async beat(): Promise<'idle'> {
    if (!(await this.beginSending.execute())) return 'idle';
    const steady = await this.instances.beat(this.instance.id);
    this.loop.start();
    if (steady) await this.reap();
    return 'idle';
  }

  private async reap(): Promise<void> {
    const now = this.clock.now();
    const reaped = (await this.warmupSends.reap(now)) + (await this.instances.reap(now));
    if (reaped === 0) return;
    this.alarm.ring();
    this.logger.warn(`${reaped} sends were taken over from processes that died`);
  }
}
