/** The first rows whose JSON has at most `maxBytes` together, and the first one in any case. */
export function fitting<Row>(rows: readonly Row[], maxBytes: number): Row[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    return bytes > maxBytes && index > 0;
  });
  return end < 0 ? [...rows] : rows.slice(0, end);
}
