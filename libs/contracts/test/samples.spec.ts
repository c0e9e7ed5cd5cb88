import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  BulkContactsResult,
  BUS_COMMANDS,
  CampaignResource,
  CampaignView,
  CloudEventEnvelope,
  ContactView,
  EnrollmentView,
  ExportedSend,
  JobView,
  Metrics,
  PUBLIC_EVENTS,
  SegmentView,
  SendingAccountView,
  SendView,
  SequenceView,
  StepMetrics,
  WorkspaceCreated,
} from '#contracts';
import { EVENTS, REQUESTS, SIGNALS } from '#messaging';

/*
 * Payloads that others have stored and rely on: events wait in streams for two weeks and longer, and clients were written
 * against the views. A sample is added with a new contract and never edited afterwards. A change that breaks one needs
 * a new version of the event, or an optional field in the view.
 */
const VIEWS: Readonly<Record<string, z.ZodType>> = {
  'bulk-contacts-result': BulkContactsResult,
  'campaign-resource': CampaignResource,
  'campaign-view': CampaignView,
  'cloud-event-envelope': CloudEventEnvelope,
  'contact-view': ContactView,
  'enrollment-view': EnrollmentView,
  'exported-send': ExportedSend,
  'job-view': JobView,
  metrics: Metrics,
  'segment-view': SegmentView,
  'send-view': SendView,
  'sending-account-view': SendingAccountView,
  'sequence-view': SequenceView,
  'step-metrics': StepMetrics,
  'workspace-created': WorkspaceCreated,
};

/** The parts of each contract that travel, by the path of its sample. */
const CONTRACTS = new Map<string, Readonly<Record<string, z.ZodType>>>([
  ...Object.entries(VIEWS).map(([name, whole]): Contract => [name, { whole }]),
  ...EVENTS.map(({ type, version, data }): Contract => [`${type}.v${version}`, { whole: data }]),
  ...PUBLIC_EVENTS.map(({ type, data }): Contract => [`public-events/${type}`, { data }]),
  ...REQUESTS.map(({ subject, request, response }): Contract => [
    `requests/${subject}`,
    { request, response },
  ]),
  ...SIGNALS.map(({ subject, data }): Contract => [`signals/${subject}`, { whole: data }]),
  ...BUS_COMMANDS.map(({ name, data, answer }): Contract => [`commands/${name}`, { data, answer }]),
]);
type Contract = [path: string, parts: Readonly<Record<string, z.ZodType>>];

const FOLDER = new URL('samples/', import.meta.url);
const readSample = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`${path}.json`, FOLDER), 'utf8'));

/** One part of a sample; `whole` is all of it. */
function partOf(path: string, part: string): unknown {
  const sample = readSample(path);
  return part === 'whole' ? sample : z.record(z.string(), z.unknown()).parse(sample)[part];
}

const parts = [...CONTRACTS].flatMap(([path, schemas]) =>
  Object.entries(schemas).map(([part, schema]) => ({ path, part, schema })),
);
/** Input is read strictly: a field that nobody knows is a mistake of the caller. So the service that answers is upgraded first. */
const isInput = (path: string, part: string): boolean =>
  part === 'request' || (path.startsWith('commands/') && part === 'data');
/**
 * Read strictly, too: a condition that a reader ignored would reach people who are not meant. Readers learn a new one in the
 * version before the one that writes it. The others map each value of an enumeration, which is fixed for a version.
 */
const FIXED = new Set(['contact_filter', 'conditions', 'classes', 'intents']);

describe('the frozen samples', () => {
  it('exist for every contract and every public view, and for nothing else', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.json'),
    );
    expect(files.map((file) => file.replace(/\.json$/, '')).toSorted()).toEqual(
      [...CONTRACTS.keys()].toSorted(),
    );
  });

  it.each(parts)('hold for $path, $part: all of it is still read', ({ path, part, schema }) => {
    const sample = partOf(path, part);

    // A schema drops keys that it does not know: a field that was renamed or removed would be missing here.
    expect(schema.parse(sample)).toEqual(sample);
  });
});

describe('a reader of the version before', () => {
  it.each(parts.filter(({ path, part }) => !isInput(path, part)))(
    'of $path, $part, ignores a field that it does not know',
    ({ path, part, schema }) => {
      const sample = partOf(path, part);
      for (const newer of withOneMore(sample)) expect(schema.safeParse(newer).error?.message).toBeUndefined();
    },
  );
});

/** The sample with a field of a later version, in one of its objects at a time. */
function withOneMore(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, place) =>
      withOneMore(item).map((newer) => value.with(place, newer)),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return [
    { ...value, of_a_later_version: 'text' },
    ...Object.entries(value).flatMap(([key, inner]) =>
      (FIXED.has(key) ? [] : withOneMore(inner)).map((newer) => ({ ...value, [key]: newer })),
    ),
  ];
}
