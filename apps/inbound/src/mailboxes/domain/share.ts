/** How many mailboxes a process holds, and what there is for all of them. */
export interface Holdings {
  readonly held: number;
  readonly mailboxes: number;
  /** Processes that are alive; this one is among them. */
  readonly readers: number;
}

/** The mailboxes that a process takes, or gives away when the number is negative, so that all hold about as many. */
export const toTake = ({ held, mailboxes, readers }: Holdings): number =>
  Math.ceil(mailboxes / Math.max(readers, 1)) - held;
