/** The step of the SMTP conversation that the server refused. */
export type SmtpStage = 'greeting' | 'login' | 'sender' | 'recipient' | 'content';

/** How an SMTP conversation ended, independent of the SMTP library. */
export type SmtpResult =
  | { readonly end: 'accepted' }
  /** The server refused. `reply` is its last reply, e.g. `550 5.1.1 no such user`. */
  | { readonly end: 'refused'; readonly during: SmtpStage; readonly reply: string }
  /** The server did not answer: no connection, a lost connection, or a timeout. */
  | {
      readonly end: 'broken';
      /** The final dot may have left, because the whole message was written. */
      readonly contentSent: boolean;
      /** Nothing listens on the port, so a retry soon is worth it. */
      readonly connectionRefused: boolean;
      readonly message: string;
    };
