/** How far a hand-over had come when the server said no. */
export type DialogueStage = 'greeting' | 'login' | 'sender' | 'recipient' | 'content';

/** How the conversation with an inbox's server ended, in words of no particular SMTP library. */
export type DialogueEnd =
  | { readonly end: 'accepted' }
  /** The server answered, and the answer was no. `reply` is its last one, e.g. `550 5.1.1 no such user`. */
  | { readonly end: 'refused'; readonly during: DialogueStage; readonly reply: string }
  /** There was no answer: no connection, a lost one, or silence. */
  | {
      readonly end: 'broken';
      /** The final dot may have left: the message was complete on our side. */
      readonly contentSent: boolean;
      /** Nobody listens there: worth asking again soon. */
      readonly connectionRefused: boolean;
      readonly message: string;
    };
