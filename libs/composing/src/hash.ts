/**
 * Hashes a text to 32 bits. FNV-1a, then the last steps of MurmurHash3: the low bits of FNV alone would depend on too
 * little of the text.
 */
export function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);

  return (bits ^ (bits >>> 16)) >>> 0;
}
