export { rebuildTotals } from './persistence/rebuild-totals.js';
