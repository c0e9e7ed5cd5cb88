import type { IncomingMessage } from 'node:http';
import { HttpException, HttpStatus } from '@nestjs/common';

/** The whole body as text, for a route that takes what others have written as it is. */
export async function readTextBody(body: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) throw new HttpException('', HttpStatus.PAYLOAD_TOO_LARGE);
  }
  return Buffer.concat(chunks).toString('utf8');
}
