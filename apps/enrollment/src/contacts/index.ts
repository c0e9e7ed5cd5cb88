export { ChangedContacts, type ChangedContactBatch } from './persistence/changed-contacts.js';
export { ContactCounts } from './persistence/contact-counts.js';
export { areCostly, CostlyQueries } from './persistence/costly-queries.js';
export { filterSql, ruleCountOf, segmentSql, type SegmentMembers } from './persistence/contact-filter.sql.js';
export { hasWordsOfDomain } from './persistence/contact-words.sql.js';
export { isInvalid, mayBeWrittenTo, notSuppressed } from './persistence/eligible.sql.js';
export { FilterSegments, type NamedSegments } from './persistence/filter-segments.js';
export { recipientView } from './views/contact.view.js';
