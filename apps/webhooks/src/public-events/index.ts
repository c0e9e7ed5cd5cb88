export { PublicEvents, type StoredEvents } from './persistence/public-events.js';
