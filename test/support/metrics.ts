/** One series as Prometheus reads it. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The series at these addresses, each once per service. */
export async function scrape(urls: Iterable<string>): Promise<Series[]> {
  const texts = await Promise.all([...urls].map(async (url) => (await fetch(url)).text()));
  return texts.flatMap((text) => text.split('\n').flatMap(seriesIn));
}

function seriesIn(line: string): Series[] {
  const [, name, labels = '', value] = LINE.exec(line) ?? [];
  if (name === undefined) return [];
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text] as const);
  return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
}

/** The sum of the series with this name and these labels. */
export const sumOf = (
  series: readonly Series[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number =>
  series
    .filter(
      (each) =>
        each.name === name && Object.entries(labels).every(([key, text]) => each.labels[key] === text),
    )
    .reduce((sum, { value }) => sum + value, 0);
