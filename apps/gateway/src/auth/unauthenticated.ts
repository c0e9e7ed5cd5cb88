import { DomainError } from '#kernel';

export const unauthenticated = (message: string): DomainError =>
  new DomainError('unauthenticated', 'unauthenticated', message);
