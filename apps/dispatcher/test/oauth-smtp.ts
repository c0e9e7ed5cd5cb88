import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** An SMTP server that knows OAuth alone, as Gmail does: a wrong token gets a challenge with the error, and then a 535. */
export class OAuthSmtp {
  /** The tokens that were tried, oldest first. */
  readonly tried: (string | undefined)[] = [];
  readonly taken: string[] = [];
  private readonly server: SMTPServer;

  private constructor(public valid: string) {
    this.server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authMethods: ['XOAUTH2'],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      closeTimeout: 1_000,
      onAuth: ({ username, accessToken }, _session, answer) => {
        this.tried.push(accessToken);
        if (accessToken === this.valid) return answer(null, { user: username ?? '' });
        answer(null, { data: { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' } });
      },
      onData: (stream, _session, answer) => {
        stream.once('end', () => answer());
        void buffer(stream).then((content) => this.taken.push(content.toString()));
      },
    });
    this.server.on('error', () => undefined);
  }

  static async start(valid: string): Promise<OAuthSmtp> {
    const smtp = new OAuthSmtp(valid);
    smtp.server.listen(0, '127.0.0.1');
    await once(smtp.server.server, 'listening');
    return smtp;
  }

  get port(): number {
    const address = this.server.server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
