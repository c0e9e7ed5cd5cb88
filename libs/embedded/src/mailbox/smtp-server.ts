import { once } from 'node:events';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import type { Log } from '../process/log.js';
import type { JsonLines } from './json-lines.js';
import type { MessageLog, StoredMessage } from './message-log.js';

export const RefusedRecipient = z.object({ to: z.string(), at: z.string() });
export type RefusedRecipient = z.infer<typeof RefusedRecipient>;

export interface SmtpServerOptions {
  readonly messages: MessageLog;
  readonly refused: JsonLines<RefusedRecipient>;
  readonly refuse: (address: string) => boolean;
  readonly onMessage: (message: StoredMessage) => void;
  readonly log: Log;
}

const LOOPBACK = '127.0.0.1';

/** Any other password is right; this one lets tests have an account whose login fails. */
const WRONG_PASSWORD = 'wrong';

/** Accepts every message except to refused recipients, and answers 250 only after it stored the message. */
export class MailboxSmtpServer {
  private readonly server: SMTPServer;

  constructor(private readonly options: SmtpServerOptions) {
    this.server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      closeTimeout: 1_000,
      onAuth: ({ username, password }, _session, answer) =>
        password === WRONG_PASSWORD
          ? answer(reply(535, '5.7.8 Username and password not accepted'))
          : answer(null, { user: username ?? '' }),
      onRcptTo: ({ address }, _session, answer) => settle(this.checkRecipient(address), answer),
      onData: (stream, session, answer) => settle(this.receive(stream, session), answer),
    });
    this.server.on('error', (error) => options.log(`mailbox: ${error.message}`)); // a client that hung up
  }

  async listen(port: number): Promise<void> {
    this.server.listen(port, LOOPBACK);
    await once(this.server.server, 'listening');
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private async checkRecipient(address: string): Promise<void> {
    if (!this.options.refuse(address)) return;
    await this.options.refused.append([{ to: address, at: new Date().toISOString() }]);
    throw reply(550, `5.1.1 <${address}>: Recipient address rejected: User unknown`);
  }

  private async receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const raw = Buffer.concat(await stream.toArray());
    const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const head = { ...(await readHead(raw, sender)), received_at: new Date().toISOString() };

    await Promise.all(
      envelope.rcptTo.map(async ({ address }) => {
        this.options.onMessage(await this.options.messages.append({ ...head, to: address }, raw));
      }),
    );
  }
}

/** Parses the header only: to parse bodies costs far more, and the mailbox does not list them. */
async function readHead(raw: Buffer, sender: string) {
  const end = raw.indexOf('\r\n\r\n');
  const parsed = await simpleParser(end === -1 ? raw : raw.subarray(0, end + 4));
  return {
    from: parsed.from?.value[0]?.address ?? sender,
    subject: parsed.subject ?? '',
    message_id: parsed.messageId ?? '',
    return_path: sender,
  };
}

const reply = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

function settle(work: Promise<void>, answer: (error?: Error | null) => void): void {
  work.then(
    () => answer(),
    (error: unknown) => answer(error instanceof Error ? error : new Error(String(error))),
  );
}
