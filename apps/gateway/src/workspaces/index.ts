export { Clients } from './clients.js';
