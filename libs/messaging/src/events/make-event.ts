import { cloudEventType, type DataOf, type EventContract, type EventOf } from '#contracts';
import { newId, type Id } from '#kernel';
import { currentCorrelation } from '../correlation.js';

export interface EventDraft<Data> {
  /** Set when a repeated publication must have the same id; a new id otherwise. */
  readonly id?: Id<'evt'>;
  /** The service that publishes the event. */
  readonly service: string;
  readonly workspaceId: Id<'ws'>;
  readonly time: Date;
  readonly data: Data;
}

/** A CloudEvent of the contract's type with the correlation of the current request. */
export function makeEvent<C extends EventContract>(contract: C, draft: EventDraft<DataOf<C>>): EventOf<C> {
  const { requestId, traceparent } = currentCorrelation();
  return {
    specversion: '1.0',
    id: draft.id ?? newId('evt'),
    source: `/nimbus/${draft.service}`,
    type: cloudEventType(contract),
    time: draft.time.toISOString(),
    datacontenttype: 'application/json',
    workspaceid: draft.workspaceId,
    ...(requestId !== undefined && { requestid: requestId }),
    ...(traceparent !== undefined && { traceparent }),
    data: draft.data,
  };
}
