export { suppressAddresses } from './persistence/suppress-addresses.sql.js';
