export { Fleet } from './persistence/fleet.js';
