/** A tag of Liquid with the word `sender`. Within a literal it counts too: one refusal too many does less harm than a wrong name. */
const TAG_WITH_SENDER = /\{[{%](?:(?![}%]\}).)*\bsender\b/s;

/** Whether a text names the account that sends it, such as `{{ sender.name }}`. */
export const namesSender = (text: string | null | undefined): boolean =>
  text != null && TAG_WITH_SENDER.test(text);
