export { secretTables } from './persistence/secret-tables.js';
