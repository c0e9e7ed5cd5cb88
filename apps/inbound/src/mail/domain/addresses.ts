const ADDRESS = /[\w.!#$%&'*+/=?^{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
const MAX_LENGTH = 20_000;

/** The addresses in a text, in lower case. */
export const addressesIn = (text: string): readonly string[] =>
  (text.slice(0, MAX_LENGTH).match(ADDRESS) ?? []).map((address) => address.toLowerCase().replace(/^'+/, ''));
