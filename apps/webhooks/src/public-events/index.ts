export { Partitions } from './persistence/partitions.js';
export { PublicEvents, type StoredEvents } from './persistence/public-events.js';
