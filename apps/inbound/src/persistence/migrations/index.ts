import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { Mailboxes1795950100000 } from './1795950100000-mailboxes.js';
import { Replies1795950200000 } from './1795950200000-replies.js';
import { DeletedContacts1795950300000 } from './1795950300000-deleted-contacts.js';
import { MailsBySend1795950400000 } from './1795950400000-mails-by-send.js';
import { WarmupMails1796116400000 } from './1796116400000-warmup-mails.js';
import { TextsOfReplies1796200500000 } from './1796200500000-texts-of-replies.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  Mailboxes1795950100000,
  Replies1795950200000,
  DeletedContacts1795950300000,
  MailsBySend1795950400000,
  DeletedWorkspaces1796010000000,
  WarmupMails1796116400000,
  TextsOfReplies1796200500000,
];
