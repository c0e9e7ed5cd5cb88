import { Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { Enrollment1764000000000 } from './1764000000000-enrollment.js';
import { ManualEnrollments1764500000000 } from './1764500000000-manual-enrollments.js';
import { ContactWords1764600000000 } from './1764600000000-contact-words.js';
import { SuppressionIds1764700000000 } from './1764700000000-suppression-ids.js';
import { StaticSegments1764800000000 } from './1764800000000-static-segments.js';
import { ContactDetails1764900000000 } from './1764900000000-contact-details.js';
import { ContactLookup1765100000000 } from './1765100000000-contact-lookup.js';
import { ContactKey1765200000000 } from './1765200000000-contact-key.js';
import { ReopenedSteps1765300000000 } from './1765300000000-reopened-steps.js';
import { ContactChanges1765400000000 } from './1765400000000-contact-changes.js';
import { ContactAddress1765500000000 } from './1765500000000-contact-address.js';
import { EndedEnrollments1765600000000 } from './1765600000000-ended-enrollments.js';
import { ChangedContacts1765750000000 } from './1765750000000-changed-contacts.js';
import { SearchInSql1765760000000 } from './1765760000000-search-in-sql.js';
import { Glossary1765900000000 } from './1765900000000-glossary.js';

/** All of them, oldest first. */
export const migrations = [
  Foundation1700000000000,
  Enrollment1764000000000,
  ManualEnrollments1764500000000,
  ContactWords1764600000000,
  SuppressionIds1764700000000,
  StaticSegments1764800000000,
  ContactDetails1764900000000,
  ContactLookup1765100000000,
  ContactKey1765200000000,
  ReopenedSteps1765300000000,
  ContactChanges1765400000000,
  ContactAddress1765500000000,
  EndedEnrollments1765600000000,
  ChangedContacts1765750000000,
  SearchInSql1765760000000,
  Glossary1765900000000,
  JobTables1795910400000,
];
