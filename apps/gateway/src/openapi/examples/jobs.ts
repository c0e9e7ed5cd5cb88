import { downloadUrlOf, type ExportJobResult } from '#contracts';
import type { AnswerOf } from '../answers.js';
import { IDS } from './ids.js';

const accepted = (job_id: AnswerOf<'JobAccepted'>['job_id']): AnswerOf<'JobAccepted'> => ({
  job_id,
  status_url: `/api/v1/jobs/${job_id}/`,
});

export const ENROLL_ACCEPTED = accepted(IDS.enrollJob);
export const EXPORT_ACCEPTED = accepted(IDS.exportJob);

const written: ExportJobResult = {
  campaign_id: IDS.campaign,
  format: 'csv',
  include: ['events'],
  bytes: 4_812_332,
};

export const EXPORT_JOB: AnswerOf<'Job'> = {
  id: IDS.exportJob,
  type: 'export',
  status: 'succeeded',
  progress: { done: 12_000, total: 12_000, percent: 100 },
  result: written,
  error: null,
  download_url: downloadUrlOf(IDS.exportJob),
  created_at: '2026-04-23T14:00:00.000Z',
  finished_at: '2026-04-23T14:00:09.000Z',
  expires_at: '2026-04-24T14:00:09.000Z',
};
