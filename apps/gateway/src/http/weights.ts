/** The values of a header with their weights (RFC 9110, 12.4.2): `gzip;q=0.5, br` has 0.5 for `gzip` and 1 for `br`. A weight that is no number is none. */
export function weightsIn(header: string): Map<string, number> {
  const parts = header.toLowerCase().split(',');
  return new Map(
    parts.map((part) => {
      const [coding = '', ...parameters] = part.split(';').map((each) => each.trim());
      const weight = parameters.find((each) => each.startsWith('q='));
      return [coding.replace(/^x-gzip$/, 'gzip'), weight === undefined ? 1 : Number(weight.slice(2)) || 0];
    }),
  );
}
