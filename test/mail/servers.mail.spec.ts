import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { eventually } from '#testing';
import { startMailServers, type MailServers } from './mail-servers.js';

let servers: MailServers;
beforeAll(async () => {
  servers = await startMailServers({ addresses: ['sales@sender.test'], relayed: {}, password: 'secret' });
});
afterAll(() => servers.stop());

describe('the mail servers of these tests', () => {
  it('take a message by SMTP and show it by IMAP', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true });
    await transport.sendMail({
      from: 'ada@sender.test',
      to: 'sales@sender.test',
      subject: 'hello',
      text: 'hi',
    });
    await eventually(async () => {
      expect(await readdir(join(servers.mailboxes, 'sender.test/sales/new'))).toHaveLength(1);
    });

    const socket = connect({ host: '127.0.0.1', port: servers.imapPort });
    let heard = '';
    socket.setEncoding('utf8').on('data', (data: string) => (heard += data));
    await once(socket, 'connect');
    socket.write('a login sales@sender.test secret\r\nb select inbox\r\nc logout\r\n');
    await once(socket, 'close');
    expect(heard).toContain('* 1 EXISTS');
  });
});
