/** Weakest first. The strongest reason of an address stands, in whatever order they come. */
export const REASONS = ['manual', 'hard_bounce', 'unsubscribed', 'spam_complaint'] as const;
