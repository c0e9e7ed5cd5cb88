/** A pure function of the send: whoever sees the message twice can tell that it is the same one. */
export const messageIdOf = (sendId: string, inbox: string): string => `<${sendId}@${domainOf(inbox)}>`;

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();
