import type { IncomingMessage } from 'node:http';
import { HttpException, HttpStatus } from '@nestjs/common';

/** The whole body as text, for a route that takes what others have written as it is. The rest of a larger one is not read. */
export function readTextBody(body: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.once('end', () => resolve(Buffer.concat(chunks).toString('utf8'))).once('error', reject);
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) return;
      body.pause();
      reject(new HttpException('', HttpStatus.PAYLOAD_TOO_LARGE));
    });
  });
}
