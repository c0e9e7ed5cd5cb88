/** In the order of preference, where a client likes both as much. */
const CODINGS = ['br', 'gzip'] as const;

export type Coding = (typeof CODINGS)[number];

/** The coding that an `Accept-Encoding` likes best of ours; undefined for none. */
export function acceptedCoding(header: string | string[] | undefined): Coding | undefined {
  if (header === undefined) return undefined;
  const weights = weightsIn(String(header));
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = CODINGS.toSorted((a, b) => weightOf(b) - weightOf(a));
  const asIs = weights.get('identity') ?? 0;
  return best !== undefined && weightOf(best) > 0 && weightOf(best) >= asIs ? best : undefined;
}

/** `gzip;q=0.5, br` has 0.5 for `gzip` and 1 for `br`. A weight that is no number is none. */
function weightsIn(header: string): Map<string, number> {
  const parts = header.toLowerCase().split(',');
  return new Map(
    parts.map((part) => {
      const [coding = '', ...parameters] = part.split(';').map((each) => each.trim());
      const weight = parameters.find((each) => each.startsWith('q='));
      return [coding.replace(/^x-gzip$/, 'gzip'), weight === undefined ? 1 : Number(weight.slice(2)) || 0];
    }),
  );
}
