import { IDS } from './ids.js';
import { PUBLIC_EVENT_EXAMPLES } from './public-events.js';

export const EVENT = PUBLIC_EVENT_EXAMPLES['email.replied'];

/** The beginning of a stream of events. */
export const EVENT_STREAM = `retry: 2000
id: ${IDS.events[1]}

id: ${EVENT.id}
event: ${EVENT.type}
data: ${JSON.stringify(EVENT)}

: heartbeat

`;
