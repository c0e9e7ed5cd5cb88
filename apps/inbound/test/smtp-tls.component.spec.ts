import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { EmailReplied } from '#contracts';
import { useServers } from '#testing';
import { SmtpListener } from '../src/smtp/transport/smtp-listener.js';
import { environmentOf, InboundHarness } from './inbound-harness.js';
import { rawMail, sentMessage, tokenOf } from './received-mail-fixtures.js';

const DOMAIN = 'replies.example';

/** Made for this test; nobody else trusts it. */
const fileOf = (name: string): string => fileURLToPath(new URL(`certificate/${name}.pem`, import.meta.url));

const servers = useServers();
let inbound: InboundHarness;
beforeAll(async () => {
  const environment = environmentOf({
    INBOUND_DOMAIN: DOMAIN,
    INBOUND_SMTP_PORT: '0',
    INBOUND_SMTP_TLS_CERT: fileOf('cert'),
    INBOUND_SMTP_TLS_KEY: fileOf('key'),
  });
  inbound = await InboundHarness.start(servers, environment);
});
afterAll(() => inbound.stop());

it('a mail comes over TLS where a certificate is configured, and the sender sees this certificate', async () => {
  const message = sentMessage();
  inbound.sent.push(message);
  const transport = createTransport({
    host: '127.0.0.1',
    port: inbound.service.app.get(SmtpListener, { strict: false }).port,
    secure: false,
    requireTLS: true,
    tls: { servername: DOMAIN, ca: readFileSync(fileOf('cert')) },
  });

  const to = `r-${tokenOf(message.send_id)}@${DOMAIN}`;
  await transport.sendMail({ envelope: { from: '', to }, raw: rawMail() });
  transport.close();

  expect(await inbound.published(EmailReplied, message)).toHaveLength(1);
});
