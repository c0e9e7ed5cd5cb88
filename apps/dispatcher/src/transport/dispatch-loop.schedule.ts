import { Injectable, Logger } from '@nestjs/common';
import { Alarm } from '#kernel';
import { inSpan, inTrace } from '#telemetry';
import type { Claim } from '../persistence/claims.js';
import { ClaimNext } from '../use-cases/claim-next.js';
import { DispatchClaim } from '../use-cases/dispatch-claim.js';

/** Injected. */
export abstract class LoopOptions {
  /** Sends of one claim. */
  abstract readonly batchSize: number;
  /** Claimed sends at once: the next batch is claimed while others are being delivered. */
  abstract readonly maxInHand: number;
}

/** Work that is made in this process rings the alarm. Work that another process leaves is seen this late. */
const LONGEST_REST_MS = 1_000;
/** A campaign that is due and was not claimed is locked by another replica: an immediate second claim would disturb it. */
const LOCKED_REST_MS = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Claims and dispatches, over and over, as long as there is work. */
@Injectable()
export class DispatchLoop {
  private readonly logger = new Logger(DispatchLoop.name);
  private readonly dispatching = new Set<Promise<void>>();
  private inHand = 0;
  /** Failures in a row, of claims and of other services. */
  private failures = 0;
  private stopping = false;
  private readonly stopped = new Alarm();
  private running: Promise<void> | undefined;

  constructor(
    private readonly claimNext: ClaimNext,
    private readonly dispatchClaim: DispatchClaim,
    private readonly options: LoopOptions,
    private readonly alarm: Alarm,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Stops claiming; resolves when the outcomes of all claimed sends are recorded. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    this.stopped.ring();
    await this.running;
    await Promise.all(this.dispatching);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const restMs = await this.turn();
      // The end of a claim rings the alarm. After a failure it must not end the pause, or failures would follow at full speed.
      if (this.failures > 0) await this.stopped.sleep(this.backoffMs());
      else if (restMs > 0) await this.alarm.sleep(Math.min(restMs, LONGEST_REST_MS));
    }
  }

  /** One look for work; resolves with the milliseconds to wait before the next one. */
  private async turn(): Promise<number> {
    const room = this.options.maxInHand - this.inHand;
    // Small claims cost as much as large ones, so one waits until there is room for half of one.
    if (room < this.options.batchSize / 2) return LONGEST_REST_MS;

    try {
      // The claim is a statement that takes long to plan, even when nothing is due.
      const untilNextLook = await this.claimNext.untilNextLook();
      if (untilNextLook > 0) return untilNextLook;
      const claim = await this.claimNext.execute(Math.min(room, this.options.batchSize));
      if (claim !== null && claim.sends.length > 0) this.dispatch(claim);
      return claim === null ? LOCKED_REST_MS : 0;
    } catch (error) {
      this.fail('no claim was possible', error);
      return LONGEST_REST_MS;
    }
  }

  private dispatch(claim: Claim): void {
    this.inHand += claim.sends.length;
    const recorded = (): void => {
      this.inHand -= 1;
      if (this.inHand === this.options.maxInHand - this.options.batchSize) this.alarm.ring();
    };
    const dispatch = this.finish(claim, recorded);
    this.dispatching.add(dispatch);
    void dispatch.finally(() => this.dispatching.delete(dispatch));
  }

  private async finish(claim: Claim, recorded: () => void): Promise<void> {
    try {
      await inTrace(claim.traceparent, () =>
        inSpan(spanOf(claim), () => this.dispatchClaim.execute(claim, recorded)),
      );
      this.failures = 0;
    } catch (error) {
      this.fail(`a claim of ${claim.campaignId} was released`, error);
    }
    this.alarm.ring();
  }

  private fail(what: string, error: unknown): void {
    this.failures += 1;
    this.logger.warn(`${what}: ${String(error)}`);
  }

  private backoffMs(): number {
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
  }
}

const spanOf = ({ sends }: Claim) => ({
  service: 'dispatcher',
  name: 'dispatch claim',
  attributes: { 'nimbus.sends': sends.length },
});
