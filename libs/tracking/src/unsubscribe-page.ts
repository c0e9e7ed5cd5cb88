/** The language of a page in which somebody leaves, and the name that it shows. */
interface UnsubscribePage {
  readonly sender: string;
  /** ISO 639-1 in lower case; empty where it is not known. */
  readonly language: string;
}

interface Sender {
  readonly email: string;
  readonly display_name: string;
}

/** It travels in a header line of at most 998 octets (RFC 5322, section 2.1.1), where base64 adds a third. */
const MAX_SENDER_BYTES = 120;
/** Custom fields in which customers keep the language of a contact. */
const LANGUAGE_FIELDS = ['language', 'locale', 'lang'];
/** `de`, `de-AT` and `DE_at`, but not `German`. */
const LANGUAGE = /^([a-z]{2})(?:[-_].*)?$/;

export const unsubscribePageOf = (
  { email, display_name }: Sender,
  { custom_fields }: { readonly custom_fields: Readonly<Record<string, unknown>> },
): UnsubscribePage => ({
  sender: shortened(display_name.trim() || email),
  language: LANGUAGE_FIELDS.map((name) => languageIn(custom_fields[name])).find((each) => each !== '') ?? '',
});

/** Without the half of a character at its end. */
function shortened(name: string): string {
  const bytes = Buffer.from(name.replaceAll('\0', ''));
  return new TextDecoder().decode(bytes.subarray(0, MAX_SENDER_BYTES), { stream: true });
}

const languageIn = (value: unknown): string =>
  typeof value === 'string' ? (LANGUAGE.exec(value.trim().toLowerCase())?.[1] ?? '') : '';
