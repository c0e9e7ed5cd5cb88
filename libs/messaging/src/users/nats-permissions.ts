/** As nats-server's configuration has them. A list allows what it names and nothing else. */
export interface NatsPermissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
  /** Lets a handler publish one reply to each request that reached it, and nothing else into the inboxes of others. */
  readonly allow_responses?: { readonly max: number; readonly expires: string };
}
