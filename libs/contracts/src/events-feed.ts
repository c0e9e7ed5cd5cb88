import { z } from 'zod';
import { defineRequest, defineSignal } from './define.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { PublicEvent, PublicEventType } from './public-events.js';

/** Days for which events and deliveries are kept. */
export const EVENT_RETENTION_DAYS = 30;

const ofWorkspace = z.object({
  workspace_id: WorkspaceId,
  type: z.array(PublicEventType).min(1).optional(),
  campaign_id: IdOf('camp').optional(),
});

/**
 * The events of a workspace, the newest first. With `after`, an event or a time: those that were stored after it, the
 * oldest first, so that a script that catches up misses none.
 */
export const ListEvents = defineRequest({
  subject: 'rpc.webhooks.list-events.v1',
  request: PageQuery.extend({ ...ofWorkspace.shape, after: z.union([IdOf('evt'), Instant]).optional() }),
  response: pageOf(PublicEvent),
  refusals: ['event_expired'],
});

/** The place of an event among all that are stored: it rises in the order in which events become visible. */
const Position = z.number().int().min(0);

/**
 * The next events after a position, the oldest first, for a stream. `from` names where to begin: `position`, or the event
 * that the client had last; without either, after the newest one, so that only later events come.
 */
export const ReadEvents = defineRequest({
  subject: 'rpc.webhooks.read-events.v1',
  request: ofWorkspace.extend({
    from: z.union([z.object({ position: Position }), z.object({ event_id: IdOf('evt') })]).optional(),
    limit: z.number().int().min(1).max(500).default(200),
  }),
  response: z.object({
    events: z.array(PublicEvent),
    /** Where the next request begins. */
    position: Position,
    /** More events wait now. */
    has_more: z.boolean(),
  }),
  refusals: ['event_expired'],
});

/** New events of these workspaces are visible. A signal may be lost, so a stream asks now and then without one. */
export const EventsStored = defineSignal({
  subject: 'sig.webhooks.events-stored.v1',
  sentBy: ['webhooks'],
  heardBy: ['gateway'],
  data: z.object({ workspace_ids: z.array(WorkspaceId) }),
});
