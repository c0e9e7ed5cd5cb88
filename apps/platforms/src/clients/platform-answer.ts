import type { z } from 'zod';
import type { PlatformCall, PlatformRequest } from './platform-client.js';
import { PlatformError } from './platform-error.js';

/** Asks, and reads of the answer what the schema names. An answer of another form to a request with effects is doubtful. */
export async function asked<Schema extends z.ZodType>(
  call: PlatformCall,
  request: PlatformRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const answer = schema.safeParse(await call.http.request(request));
  if (answer.success) return answer.data;

  const [issue] = answer.error.issues;
  const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'its root'}`;
  throw new PlatformError('unavailable', `the platform answered in another form than documented${where}`, {
    doubtful: !request.idempotent,
  });
}
