import { SetMetadata } from '@nestjs/common';
import { cloudEventType, type CloudEventEnvelope, type EventContract, type EventOf } from '#contracts';
import type { EventSubscription } from './subscription.js';

export const ON_EVENTS = Symbol('OnEvents');

/** The union of the events of several contracts; `isEvent` tells them apart. */
export type AnyEventOf<C extends EventContract> = C extends EventContract ? EventOf<C> : never;

type EventsDecorator<C extends EventContract> = <Method extends (events: AnyEventOf<C>[]) => Promise<void>>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Marks the provider method that consumes the events of the contracts. It gets the parsed events of one message as an
 * array, at least once; with `batch`, those of all messages that wait. An error that it throws decides how the message is settled: see settlement.ts.
 */
export const OnEvents = <const C extends readonly EventContract[]>(
  contracts: C,
  options: Omit<EventSubscription, 'contracts'>,
): EventsDecorator<C[number]> => SetMetadata<symbol, EventSubscription>(ON_EVENTS, { contracts, ...options });

/** Whether an event is of the given contract. */
export const isEvent = <C extends EventContract>(
  contract: C,
  event: Pick<CloudEventEnvelope, 'type'>,
): event is EventOf<C> => event.type === cloudEventType(contract);
