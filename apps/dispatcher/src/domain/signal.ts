/** Something that a recipient does with a message. */
export type Signal = 'opened' | 'clicked' | 'replied' | 'unsubscribed';
