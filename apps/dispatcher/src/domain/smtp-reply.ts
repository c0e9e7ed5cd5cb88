/** The parts of a reply of a mail server. */
export interface SmtpReply {
  /** Null for a text that no server said, such as an error of the SMTP library. */
  readonly code: number | null;
  /** The code of RFC 3463, such as 5.1.1. */
  readonly enhanced: string | null;
  /** The words of all lines in lower case with single spaces between them, without codes, addresses and links. */
  readonly words: string;
}

/** A reason stands in the first lines. Some servers add pages of help, in which each word family would be searched. */
const LONGEST = 2_000;

const CODE = /^(\d{3})(?:[ -]|$)/;
const ENHANCED = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/;
/** Servers repeat both codes on every line, and some within a line. */
const CODES =
  /(?<![\d.])[2345]\d{2}[ -]#?(?:[245]\.\d{1,3}\.\d{1,3}(?![.\d]))?|(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![.\d])/g;
/** `<policy@example.com>`, `https://example.com/?p=NoSuchUser` and `host relay.example.com said` are no reasons. */
const NAMES =
  /host \S+(?: \([^)]*\))? said|relay=\S+|https?:\/\/\S+|<[^<>\s]*>|[^\s<>()[\]:;,]+@[^\s<>()[\]:;,]+/g;

export const smtpReplyOf = (text: string): SmtpReply => ({
  code: codeOf(text),
  enhanced: ENHANCED.exec(text)?.[1] ?? null,
  words: text
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(NAMES, ' ')
    .replaceAll(CODES, ' ')
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .trim(),
});

function codeOf(text: string): number | null {
  const code = CODE.exec(text)?.[1];

  return code === undefined ? null : Number(code);
}
