import { DomainError } from '#kernel';

/** The DomainError that a request is refused with; fails when the request is answered. */
export async function refusalOf(request: Promise<unknown>): Promise<DomainError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the request was not refused');
}
