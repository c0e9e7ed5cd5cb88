export { IS_READY } from './persistence/ready-links.sql.js';
