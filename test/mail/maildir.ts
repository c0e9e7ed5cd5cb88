import { chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import { MAILBOX_UID } from './postfix.js';

const folderOf = (mailboxes: string, address: string): string =>
  join(mailboxes, ...address.split('@').toReversed());

/** The messages of an address, oldest first. */
export async function messagesOf(mailboxes: string, address: string): Promise<ParsedMail[]> {
  const folder = folderOf(mailboxes, address);
  const files: string[] = [];
  for (const part of ['cur', 'new']) {
    const names = await readdir(join(folder, part)).catch((): string[] => []); // nothing has arrived yet
    files.push(...names.map((name) => join(folder, part, name)));
  }
  const mails = await Promise.all(files.map(async (file) => simpleParser(await readFile(file))));
  return mails.toSorted((a, b) => Number(a.date) - Number(b.date));
}

/** Old messages, as a mailbox has that was used before. */
export async function fillMailbox(mailboxes: string, address: string, count: number): Promise<void> {
  const folder = folderOf(mailboxes, address);
  for (const part of ['', 'cur', 'new', 'tmp']) {
    await mkdir(join(folder, part), { recursive: true });
    await chown(join(folder, part), MAILBOX_UID, MAILBOX_UID);
  }
  await chown(join(folder, '..'), MAILBOX_UID, MAILBOX_UID);
  for (let index = 0; index < count; index += 1) {
    const file = join(folder, 'new', `${1_700_000_000 + index}.M${index}.old`);
    await writeFile(file, `From: old@customer.test\r\nSubject: Old ${index}\r\n\r\nAn old message.\r\n`);
    await chown(file, MAILBOX_UID, MAILBOX_UID);
  }
}

/** Dovecot gives the mailbox a new UIDVALIDITY at its next start, as after a restored backup. */
export async function forgetUids(mailboxes: string, address: string): Promise<void> {
  const folder = folderOf(mailboxes, address);
  for (const name of await readdir(folder)) {
    if (name.startsWith('dovecot')) await rm(join(folder, name), { force: true });
  }
}
