import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { z } from 'zod';
import type { RequestContract } from '#contracts';

/** Rethrows every error unchanged. Nest's own filter would mask a DomainError as "Internal server error". */
@Catch()
class RethrowErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

type RequestHandler<Req extends z.ZodType, Res extends z.ZodType> = (
  request: z.output<Req>,
  ...rest: never[]
) => Promise<z.input<Res>> | z.input<Res>;

type HandlesRequestDecorator<Req extends z.ZodType, Res extends z.ZodType> = <
  Method extends RequestHandler<Req, Res>,
>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Marks the controller method that handles the requests of a contract. The method gets the parsed request. The requester
 * gets a DomainError that the method throws; any other error is a bug, which is logged and masked.
 */
export const HandlesRequest = <Req extends z.ZodType, Res extends z.ZodType>(
  contract: RequestContract<Req, Res>,
): HandlesRequestDecorator<Req, Res> =>
  applyDecorators(MessagePattern(contract.subject, { contract }), UseFilters(RethrowErrors));
