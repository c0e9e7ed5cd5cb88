/** The beginning of an answer is kept, because it helps to find a mistake. */
const KEPT_BYTES = 2_000;

const decoder = new TextDecoder();

/** The beginning of an answer as a text that can be stored: valid Unicode without NUL. */
export function responseText(body: Uint8Array): string {
  const text = decoder.decode(body.subarray(0, KEPT_BYTES)).replaceAll('\0', '');
  // A character that the cut went through is left out.
  return body.length > KEPT_BYTES ? text.replace(/\uFFFD$/u, '') : text;
}
