export { Segments } from './persistence/segments.js';
