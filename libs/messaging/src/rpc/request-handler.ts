import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { RequestContract } from '#contracts';
import { throwError, type Observable } from 'rxjs';
import type { z } from 'zod';

/** Hands every error on as it is. Nest's own filter would mask a DomainError as "Internal server error". */
@Catch()
class HandOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

type Answer<Req extends z.ZodType, Res extends z.ZodType> = (
  request: z.output<Req>,
  ...rest: never[]
) => Promise<z.input<Res>> | z.input<Res>;

type HandlesRequestDecorator<Req extends z.ZodType, Res extends z.ZodType> = <
  Method extends Answer<Req, Res>,
>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Method>,
) => void;

/**
 * The decorated controller method answers the requests of a contract. It gets the parsed
 * request, and may throw DomainErrors, which the caller gets as they are; anything else that it throws is a bug and is
 * masked.
 */
export const HandlesRequest = <Req extends z.ZodType, Res extends z.ZodType>(
  contract: RequestContract<Req, Res>,
): HandlesRequestDecorator<Req, Res> =>
  applyDecorators(MessagePattern(contract.subject, { contract }), UseFilters(HandOn));
