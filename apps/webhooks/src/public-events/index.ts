export { firstPosition } from './persistence/first-position.js';
export { Partitions } from './persistence/partitions.js';
export { PublicEvents, type StoredEvents } from './persistence/public-events.js';
