import { DomainError } from '#kernel';

/**
 * The rows in their order, in parts whose JSON has at most `maxBytes`. Throws `payload_too_large` for a single row
 * that has more.
 */
export function splitBySize(rows: readonly unknown[], maxBytes: number): unknown[][] {
  const parts: unknown[][] = [];
  let part: unknown[] = [];
  let bytes = 0;
  for (const [index, row] of rows.entries()) {
    const size = Buffer.byteLength(JSON.stringify(row)) + 1;
    if (size > maxBytes) throw tooLarge(index, maxBytes);
    if (bytes + size > maxBytes) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += size;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

const tooLarge = (index: number, maxBytes: number): DomainError =>
  new DomainError('too_large', 'payload_too_large', `row ${index} has more than ${maxBytes} bytes`);
