/** One JetStream message. It may hold a whole batch of CloudEvents; its id stays the same when it is published again. */
export interface OutboxMessage {
  /** A uuid. It becomes the `Nats-Msg-Id`, by which the stream drops a repetition. */
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}
