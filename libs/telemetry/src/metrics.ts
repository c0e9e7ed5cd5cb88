import { Injectable, Logger } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { cachedFor } from './cached-for.js';

/** Seconds. Five milliseconds is a read by key, ten seconds the longest deadline of a request. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A gauge that needs a statement is this old at most, and many scrapes cost no more than one. */
const SAMPLE_MS = 15_000;

export interface Description<Label extends string> {
  readonly name: `nimbus_${string}`;
  readonly help: string;
  /** Only labels with few values: no id, no address and no path with an id, because each value is a series for ever. */
  readonly labels?: readonly Label[];
}

/** One series of a gauge. */
export interface Reading<Label extends string> {
  readonly labels?: Readonly<Record<Label, string>>;
  readonly value: number;
}

/** The metrics of one service. Several services in a process have one each. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly logger = new Logger(Metrics.name);

  /** `series` that are known beforehand begin at 0: Prometheus sees no increase in one that begins at 1. */
  counter<Label extends string = never>(
    description: Description<Label>,
    series: readonly Readonly<Record<Label, string>>[] = [],
  ): Counter<Label> {
    const counter = new Counter(this.options(description));
    for (const labels of series) counter.inc(labels, 0);
    return counter;
  }

  /** A histogram of seconds. */
  durations<Label extends string = never>(description: Description<Label>): Histogram<Label> {
    return new Histogram({ ...this.options(description), buckets: DURATION_BUCKETS });
  }

  /** A gauge that is read at each scrape, from memory. */
  gauge<Label extends string = never>(
    description: Description<Label>,
    read: () => readonly Reading<Label>[],
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      ...this.options(description),
      collect: () => show(gauge, read()),
    });
  }

  /**
   * Gauges that one statement reads, at most every 15 seconds. While it fails they have no value, which an alert sees;
   * the last value would look like a system at rest.
   */
  sampled<Name extends string, Label extends string = never>(
    descriptions: Readonly<Record<Name, Description<Label>>>,
    read: () => Promise<Readonly<Record<Name, readonly Reading<Label>[]>>>,
  ): void {
    const sample = cachedFor(SAMPLE_MS, () => this.readOrNothing(Object.keys(descriptions), read));
    for (const name in descriptions) {
      const gauge: Gauge<Label> = new Gauge({
        ...this.options(descriptions[name]),
        collect: async () => show(gauge, (await sample())?.[name] ?? []),
      });
    }
  }

  /** One gauge as `sampled` reads several. */
  sampledGauge<Label extends string = never>(
    description: Description<Label>,
    read: () => Promise<readonly Reading<Label>[]>,
  ): void {
    this.sampled({ only: description }, async () => ({ only: await read() }));
  }

  private async readOrNothing<T>(names: readonly string[], read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      this.logger.warn(`the gauges ${names.join(', ')} cannot be read now: ${String(error)}`);
      return undefined;
    }
  }

  private options<Label extends string>({ name, help, labels = [] }: Description<Label>) {
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}

/** A series that was not read has no value any more. `reset` alone leaves a gauge without labels at 0. */
function show<Label extends string>(gauge: Gauge<Label>, readings: readonly Reading<Label>[]): void {
  gauge.reset();
  gauge.remove({});
  for (const { labels, value } of readings) {
    if (labels === undefined) gauge.set(value);
    else gauge.set(labels, value);
  }
}
