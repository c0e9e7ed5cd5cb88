import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Alarm, Clock } from '#kernel';
import { SmtpSender } from '../clients/smtp/smtp-sender.js';
import { Instance, Instances } from '../persistence/instances.js';
import { StartDelivery } from '../use-cases/start-delivery.js';
import { DispatchLoop } from './dispatch-loop.schedule.js';

const BEAT_MS = 5_000;

/** Beats, reaps the sends of dead processes, and leaves no claimed send behind when the process ends. */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Lifecycle.name);
  private readonly stopped = new Alarm();
  private stopping = false;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly instances: Instances,
    private readonly loop: DispatchLoop,
    private readonly startDelivery: StartDelivery,
    private readonly smtpSender: SmtpSender,
    private readonly instance: Instance,
    private readonly alarm: Alarm,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.beating = this.beatOverAndOver();
  }

  async onModuleDestroy(): Promise<void> {
    this.startDelivery.close();
    await this.loop.stop();
    this.stopping = true;
    this.stopped.ring();
    await this.beating;
    this.smtpSender.close();
    await this.instances.leave(this.instance.id);
  }

  /** Claims start after the first beat: the reaper takes the sends of a process that has no beat. */
  private async beatOverAndOver(): Promise<void> {
    while (!this.stopping) {
      try {
        const steady = await this.instances.beat(this.instance.id);
        this.loop.start();
        if (steady) await this.reap();
      } catch (error) {
        this.logger.warn(`the beat failed: ${String(error)}`);
      }
      await this.stopped.sleep(BEAT_MS);
    }
  }

  private async reap(): Promise<void> {
    const reaped = await this.instances.reap(this.clock.now());
    if (reaped === 0) return;
    this.alarm.ring();
    this.logger.warn(`${reaped} sends were taken over from processes that died`);
  }
}
