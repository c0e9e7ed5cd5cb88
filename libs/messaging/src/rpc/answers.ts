import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { RequestContract } from '#contracts';
import type { JsonText } from '#kernel';
import { throwError, type Observable } from 'rxjs';
import type { z } from 'zod';

/** Hands every error on as it is. Nest's own filter would mask a DomainError as "Internal server error". */
@Catch()
class HandOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

type Content<Res extends z.ZodType> = z.input<Res> | JsonText<z.input<Res>>;

type Answer<Req extends z.ZodType, Res extends z.ZodType> = (
  request: z.output<Req>,
  ...rest: never[]
) => Promise<Content<Res>> | Content<Res>;

type AnswersDecorator<Req extends z.ZodType, Res extends z.ZodType> = <Method extends Answer<Req, Res>>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Method>,
) => void;

/**
 * The decorated controller method answers the requests of a contract, in JSON already where it likes. It gets the parsed
 * request, and may throw DomainErrors, which the caller gets as they are; anything else that it throws is a bug and is
 * masked.
 */
export const Answers = <Req extends z.ZodType, Res extends z.ZodType>(
  contract: RequestContract<Req, Res>,
): AnswersDecorator<Req, Res> =>
  applyDecorators(MessagePattern(contract.subject, { contract }), UseFilters(HandOn));
