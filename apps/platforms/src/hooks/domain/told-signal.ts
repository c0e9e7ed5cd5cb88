import type { OutsidePlatform } from '#kernel';
import type { Signal } from '../../clients/domain/signal.js';

/** A signal, and where and when it was told. */
export interface ToldSignal<S extends Signal = Signal> {
  readonly platform: OutsidePlatform;
  /** As stored. */
  readonly connectionId: string;
  readonly receivedAt: Date;
  readonly signal: S;
}

/** Nothing happens after it was told: a platform's clock that is ahead must not write facts into the future. */
export const notAfter = <S extends Signal>(signal: S, receivedAt: Date): S =>
  signal.at <= receivedAt ? signal : { ...signal, at: receivedAt };
