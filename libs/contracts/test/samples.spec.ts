import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import {
  BulkContactsResult,
  CampaignResource,
  CampaignView,
  CloudEventEnvelope,
  ContactView,
  EnrollmentView,
  ExportedSend,
  JobView,
  Metrics,
  SegmentView,
  SendingAccountView,
  SendView,
  SequenceView,
  StepMetrics,
  WorkspaceCreated,
} from '#contracts';
import { EVENTS } from '#messaging';

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

const FOLDER = new URL('samples/', import.meta.url);
const samples = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as unknown,
  ]),
);
const schemas = new Map([
  ...Object.entries(VIEWS),
  ...EVENTS.map(({ type, version, data }): [string, z.ZodType] => [`${type}.v${version}`, data]),
]);

describe('the frozen samples', () => {
  it('exist for every event and every public view, and for nothing else', () => {
    expect([...samples.keys()].toSorted()).toEqual([...schemas.keys()].toSorted());
  });

  it.each([...schemas])('hold for %s: all of it is still read', (name, schema) => {
    const sample = samples.get(name);

    // A schema drops keys that it does not know: a field that was renamed or removed would be missing here.
    expect(schema.parse(sample)).toEqual(sample);
  });
});
