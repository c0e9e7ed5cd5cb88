const WITHOUT_MEANING = new Set(['', 'ascii', 'us-ascii', 'unknown-8bit', 'x-unknown', 'default']);

/**
 * Text of a mail in any charset. A sender that names none, or a wrong one, means UTF-8 where the bytes are that, and
 * Windows-1252 otherwise. UTF-7 is not decoded: it hides markup.
 */
export function decodeBytes(bytes: Uint8Array, charset: string): string {
  const label = charset.trim().toLowerCase();
  const named = WITHOUT_MEANING.has(label) ? 'utf-8' : label;

  return (
    decodedAs(named, bytes) ?? decodedAs('utf-8', bytes) ?? new TextDecoder('windows-1252').decode(bytes)
  );
}

/** Null where the bytes are not of that charset, or nobody knows it. `stream`: a cut may split the last character. */
function decodedAs(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
