import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const Made = z.object({ id: z.string().optional(), status_url: z.string().optional() });

/** `/api/v1/campaigns` of every address below it. */
const COLLECTION = /^\/api\/v1\/[^/?]+/;

/** A hook `onSend`: names the address of a new thing, or of the job that makes it, where it can be got. */
export const locate =
  (methodsOf: (url: string) => readonly string[]) =>
  async ({ url }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (reply.statusCode !== 201 && reply.statusCode !== 202) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;

    const address = addressIn(String(payload), url);
    if (address !== undefined && methodsOf(address).includes('GET')) void reply.header('location', address);
    return payload;
  };

function addressIn(body: string, url: string): string | undefined {
  const { id, status_url } = Made.safeParse(JSON.parse(body)).data ?? {};
  return status_url ?? (id === undefined ? undefined : `${COLLECTION.exec(url)?.[0]}/${id}/`);
}
