import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ExportFormat, ExportInclude, type CampaignRef, type JobRef } from '#contracts';
import { Database } from '#database';
import { Jobs, type Job } from '#jobs';
import { Clock, idOf, uuidOf, type Id } from '#kernel';

export const EXPORT = 'export';
/** How long a file can be downloaded after the end of its job. */
export const EXPORT_RETENTION_MS = 24 * 3_600_000;

/** `campaign_id` is a uuid. */
const Input = z.object({
  campaign_id: z.string(),
  format: ExportFormat,
  include: z.array(ExportInclude),
  bom: z.boolean().default(false),
});

/** `cursor`: where in the send log the next part begins; `bytes`: the size of the file so far. */
const State = z
  .object({ cursor: z.string().nullable(), bytes: z.number() })
  .nullable()
  .transform((state) => state ?? { cursor: null, bytes: 0 });

export interface ExportOptions extends CampaignRef {
  readonly format: ExportFormat;
  readonly include: readonly ExportInclude[];
  readonly bom: boolean;
}

type ExportState = z.infer<typeof State>;

/** The options and the progress of a stored job. */
export const exportOf = (job: Job): JobRef & ExportOptions & ExportState => ({
  workspace_id: idOf('ws', job.workspace_id),
  job_id: idOf('job', job.id),
  ...optionsOf(job),
  ...State.parse(job.state),
});

function optionsOf({ input }: Pick<Job, 'input'>): Omit<ExportOptions, 'workspace_id'> {
  const { campaign_id, ...options } = Input.parse(input);
  return { campaign_id: idOf('camp', campaign_id), ...options };
}

export interface FilePart extends Pick<ExportOptions, 'campaign_id' | 'format'> {
  readonly parts: number;
  readonly bytes: number;
  readonly text: string;
}

/** The jobs that write exports, and their files. */
@Injectable()
export class ExportJobs {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Returns the unfinished job with the same options, if there is one. */
  async open(
    { workspace_id, campaign_id, format, include, bom }: ExportOptions,
    total: number,
  ): Promise<Id<'job'>> {
    // Sorted and without repetitions, since the input is also the key that tells jobs apart.
    const sorted = [...new Set(include)].toSorted();
    const input = { campaign_id: uuidOf(campaign_id), format, include: sorted, bom } satisfies z.infer<
      typeof Input
    >;
    const opening = {
      workspaceId: uuidOf(workspace_id),
      type: EXPORT,
      key: JSON.stringify(input),
      input,
      total,
      awaitsParts: false,
      retentionMs: EXPORT_RETENTION_MS,
    };
    return idOf('job', await this.jobs.open(this.database, opening, this.clock.now()));
  }

  find(ref: JobRef): Promise<Job | undefined> {
    return this.jobs.find(storedRef(ref), EXPORT, this.clock.now());
  }

  cancel(ref: JobRef): Promise<Job> {
    return this.jobs.cancel(storedRef(ref), EXPORT, this.clock.now());
  }

  /** A part of the file of a job that succeeded. */
  async filePart(ref: JobRef, part: number): Promise<FilePart | undefined> {
    const stored = await this.jobs.content(storedRef(ref), part, this.clock.now());
    if (stored === undefined) return undefined;

    const { campaign_id, format } = optionsOf(stored);
    const { bytes } = State.parse(stored.state);
    return { campaign_id, format, parts: stored.parts, bytes, text: stored.content };
  }
}

const storedRef = ({ workspace_id, job_id }: JobRef) => ({
  workspaceId: uuidOf(workspace_id),
  jobId: uuidOf(job_id),
});
