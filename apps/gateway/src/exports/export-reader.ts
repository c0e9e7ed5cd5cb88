import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import {
  ReadExport,
  ReadExportPart,
  type ExportFormat,
  type JobRef,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';

/** A part of a text, and the position of the next part; null for the last one. */
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

/** Reads exports in parts. One part is in memory, for an export of any length and a client of any speed. */
@Injectable()
export class ExportReader {
  private readonly logger = new Logger('ExportReader');

  constructor(private readonly rpc: RpcClient) {}

  /** Written while it is read. Rejects when its first part fails: the response has not begun then. */
  async live(request: Omit<RequestOf<typeof ReadExport>, 'cursor'>): Promise<Readable> {
    const read = async (cursor?: string): Promise<Piece<string>> => {
      const { text, next_cursor } = await this.rpc.request(ReadExport, { ...request, cursor });
      return { text, next: next_cursor };
    };
    return Readable.from(this.textsOf(await read(), read));
  }

  /** Written by a job. @throws `not_found` when there is no file, or it has expired */
  async written(ref: JobRef): Promise<WrittenExport> {
    const ask = (part: number): Promise<ResponseOf<typeof ReadExportPart>> =>
      this.rpc.request(ReadExportPart, { ...ref, part });
    const { parts, text, ...file } = await ask(0);
    const pieceOf = (part: number, text: string): Piece<number> => ({
      text,
      next: part + 1 < parts ? part + 1 : null,
    });
    const read = async (part: number) => pieceOf(part, (await ask(part)).text);

    return { ...file, text: Readable.from(this.textsOf(pieceOf(0, text), read)) };
  }

  /** Requests each part when the part before was sent, and stops when the client is gone. */
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
        // The response has begun: a cut connection is the only way to tell the client that the file is incomplete.
        this.logger.warn(`an export was cut off: ${String(error)}`);
        throw error;
      }
      yield piece.text;
    }
  }
}
