import type SMTPConnection from 'nodemailer/lib/smtp-connection';

type Context = SMTPConnection.CustomAuthenticationContext;

const ACCEPTED = 235;
/** RFC 4954, section 4: the server waits for more. Here its challenge is the error in JSON, and an empty line ends the login. */
const CHALLENGED = 334;

/**
 * SASL XOAUTH2 of Google and Microsoft, with the token as the password. nodemailer's own asks for another token in the
 * middle of the login and reports an error without the words of the server.
 */
export async function loginWithToken(context: Context): Promise<void> {
  const { user, pass } = context.auth.credentials;
  const login = Buffer.from(`user=${user}\u0001auth=Bearer ${pass}\u0001\u0001`).toString('base64');
  const first = await context.sendCommand(`AUTH XOAUTH2 ${login}`);
  const answer = first.status === CHALLENGED ? await context.sendCommand('') : first;
  if (answer.status === ACCEPTED) context.resolve();
  else context.reject(new Error('Invalid login'));
}
