import type { z } from 'zod';

/** An answer of the mailbox API. */
export async function getJson<Shape extends z.ZodType>(shape: Shape, url: string): Promise<z.output<Shape>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return shape.parse(await response.json());
}
