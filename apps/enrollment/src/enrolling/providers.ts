import { EnrollNextPage } from './persistence/enroll-next-page.js';
import { EnrollPages } from './persistence/enroll-pages.js';
import { MatchChangedContacts } from './persistence/match-changed-contacts.js';
import { WaitingWork } from './persistence/waiting-work.js';
import { EnrollingSchedule } from './transport/enrolling.schedule.js';

export const repositories = [EnrollNextPage, EnrollPages, MatchChangedContacts, WaitingWork];
export const schedules = [EnrollingSchedule];
