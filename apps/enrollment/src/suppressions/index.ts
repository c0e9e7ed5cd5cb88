export { AddedSuppressions, type AddedRow } from './persistence/added-suppressions.js';
export { addedSuppressions, suppressAddresses } from './persistence/suppress-addresses.sql.js';
