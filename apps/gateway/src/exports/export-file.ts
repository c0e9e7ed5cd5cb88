import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { ExportFormat } from '#contracts';
import type { Id } from '#kernel';

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

interface ExportFile {
  readonly campaign_id: Id<'camp'>;
  readonly format: ExportFormat;
  /** Unknown while the file is being written. */
  readonly bytes?: number;
  readonly text: Readable;
}

/** An export as a response that a browser saves. */
export const exportFile = ({ campaign_id, format, bytes, text }: ExportFile): StreamableFile =>
  new StreamableFile(text, {
    type: MEDIA_TYPES[format],
    disposition: `attachment; filename="${campaign_id}-sends.${format}"`,
    ...(bytes !== undefined && { length: bytes }),
  });
