import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import {
  ReadExport,
  ReadExportPart,
  type ExportFormat,
  type RequestOf,
  type ResponseOf,
  type WorkspaceId,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';

/** A piece of a text, and where the next one begins; null for the last one. */
interface Piece<Place> {
  readonly text: string;
  readonly next: Place | null;
}

/** A file of known length. */
export interface WrittenExport {
  readonly campaign_id: Id<'camp'>;
  readonly format: ExportFormat;
  readonly bytes: number;
  readonly text: Readable;
}

/** Reads exports piece by piece. One piece is in memory, however long the export is and however slowly it is read. */
@Injectable()
export class ExportReader {
  private readonly logger = new Logger('ExportReader');

  constructor(private readonly rpc: RpcClient) {}

  /** Made while it is read. Rejects when not even its beginning can be had: nothing was answered yet then. */
  async live(request: Omit<RequestOf<typeof ReadExport>, 'cursor'>): Promise<Readable> {
    const read = async (cursor?: string): Promise<Piece<string>> => {
      const { text, next_cursor } = await this.rpc.request(ReadExport, { ...request, cursor });
      return { text, next: next_cursor };
    };
    return Readable.from(this.textsOf(await read(), read));
  }

  /** Written by a job. @throws `not_found` where there is no file, or none any more */
  async written(workspaceId: WorkspaceId, jobId: Id<'job'>): Promise<WrittenExport> {
    const ask = (part: number): Promise<ResponseOf<typeof ReadExportPart>> =>
      this.rpc.request(ReadExportPart, { workspace_id: workspaceId, job_id: jobId, part });
    const { parts, text, ...file } = await ask(0);
    const pieceOf = (part: number, text: string): Piece<number> => ({
      text,
      next: part + 1 < parts ? part + 1 : null,
    });
    const read = async (part: number) => pieceOf(part, (await ask(part)).text);

    return { ...file, text: Readable.from(this.textsOf(pieceOf(0, text), read)) };
  }

  /** Asked for one by one, when the one before has gone out; not at all once nobody reads any more. */
  private async *textsOf<Place>(
    first: Piece<Place>,
    read: (place: Place) => Promise<Piece<Place>>,
  ): AsyncGenerator<string> {
    let piece = first;
    yield piece.text;
    while (piece.next !== null) {
      try {
        piece = await read(piece.next);
      } catch (error) {
        // The answer has begun: all that is left is to cut the connection, which tells the reader that it is not whole.
        this.logger.warn(`an export was cut off: ${String(error)}`);
        throw error;
      }
      yield piece.text;
    }
  }
}
