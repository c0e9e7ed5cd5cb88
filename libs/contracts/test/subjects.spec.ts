import { describe, expect, it } from '@jest/globals';
import { serviceOf, SERVICES, STREAMS } from '#contracts';
import { EVENTS, REQUESTS, SIGNALS } from '#messaging';

/** How a NATS server decides whether a stream takes a subject; our streams use no `*`. */
const takes = (pattern: string, subject: string): boolean =>
  pattern.endsWith('.>') ? subject.startsWith(pattern.slice(0, -1)) : pattern === subject;

/** An operator's commands wait as long as their work lasts; the operator sees the progress. */
const FIVE_MINUTES_FOR_AN_OPERATOR = [
  'rpc.analytics.rebuild-totals.v1',
  'rpc.deliverability.rebuild-health.v1',
];

const streamsOf = (subject: string): string[] =>
  STREAMS.filter(({ subjects }) => subjects.some((pattern) => takes(pattern, subject))).map(
    ({ name }) => name,
  );

describe('the subjects of all contracts', () => {
  it('belong to one contract each', () => {
    const subjects = [...REQUESTS, ...EVENTS, ...SIGNALS].map(({ subject }) => subject);

    expect(subjects.length).toBeGreaterThan(30);
    expect(subjects.filter((subject, index) => subjects.indexOf(subject) !== index)).toEqual([]);
  });
});

describe.each(REQUESTS)('the request $subject', (request) => {
  it('names its service, what is asked, and a version', () => {
    expect(request.subject).toMatch(/^rpc\.[a-z]+\.[a-z]+(-[a-z]+)+\.v[1-9]\d*$/);
  });

  it('is answered by a service that exists', () => {
    expect(SERVICES).toContain(serviceOf(request));
  });

  it('is kept by no stream, since its answer is wanted now or never', () => {
    expect(streamsOf(request.subject)).toEqual([]);
  });

  it('has a deadline that a person would still wait for', () => {
    expect(request.timeoutMs).toBeGreaterThan(0);
    expect(request.timeoutMs).toBeLessThanOrEqual(
      FIVE_MINUTES_FOR_AN_OPERATOR.includes(request.subject) ? 300_000 : 15_000,
    );
  });

  it('names codes that a machine can tell apart', () => {
    for (const code of request.refusals) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });
});

describe.each(EVENTS)('the event $subject', (event) => {
  it('names an aggregate, a fact and a version', () => {
    expect(event.subject).toMatch(/^evt\.[a-z]+\.[a-z]+(_[a-z]+)*\.v[1-9]\d*$/);
    expect(event.subject).toBe(`evt.${event.type}.v${event.version}`);
  });

  it('is kept by exactly one stream, or it would be lost, or stored twice', () => {
    expect(streamsOf(event.subject)).toHaveLength(1);
  });

  it('says who tells it and what it means', () => {
    expect(event.producedBy.length).toBeGreaterThan(0);
    for (const producer of event.producedBy) expect(SERVICES).toContain(producer);
    expect(event.summary).toMatch(/^[A-Z].*\.$/);
  });
});

describe.each(SIGNALS)('the signal $subject', ({ subject, sentBy, heardBy }) => {
  it('names its service, a fact and a version, and is kept by no stream', () => {
    expect(subject).toMatch(/^sig\.[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/);
    expect(sentBy).toContain(subject.split('.')[1]);
    for (const service of heardBy) expect(SERVICES).toContain(service);
    expect(streamsOf(subject)).toEqual([]);
  });
});

describe('the streams', () => {
  it('have names of their own and share no subject', () => {
    const names = STREAMS.map(({ name }) => name);
    const roots = STREAMS.flatMap(({ subjects }) =>
      subjects.map((subject) => subject.replace(/\.>$/, '.any')),
    );

    expect(new Set(names).size).toBe(names.length);
    for (const subject of roots) expect(streamsOf(subject)).toHaveLength(1);
  });
});
