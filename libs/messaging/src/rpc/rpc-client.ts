import { setTimeout as pause } from 'node:timers/promises';
import { errors, headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { serviceOf, type RequestContract } from '#contracts';
import { unavailable } from '#kernel';
import { NatsConnectionHolder } from '../connection.js';
import { correlationHeaders } from '../correlation.js';
import { dataOf, DEADLINE_HEADER, Reply, type ReplyOf } from './rpc-wire.js';

/** Covers the moment in which a service's only replica restarts: 1.5 s in all. */
const NO_RESPONDER_PAUSES_MS = [100, 200, 400, 800];

/** Sends requests to other services. */
@Injectable()
export class RpcClient {
  constructor(private readonly nats: NatsConnectionHolder) {}

  /**
   * Sends a request and resolves with the parsed answer. Rejects with the DomainError that the handler threw; with
   * `unavailable` when no answer came before the contract's deadline, although the handler may have done the work; and
   * with a plain Error for a bug on either side.
   */
  async request<Req extends z.ZodType, Res extends z.ZodType>(
    contract: RequestContract<Req, Res>,
    request: z.input<Req>,
  ): Promise<z.output<Res>> {
    const service = serviceOf(contract);
    const message = await this.send(contract, JSON.stringify(request));
    const answer = contract.response.safeParse(dataOf(Reply.parse(message.json()), service));
    if (answer.success) return answer.data;

    throw new Error(`${service} broke the contract of ${contract.subject}`, { cause: answer.error });
  }

  /**
   * Sends a request and resolves with an answer that this service only relays: a list or a resource that decides nothing
   * here. The answer is parsed as JSON and not checked against the contract, because the check took 0.6 ms for a page of
   * 50 campaigns (2026-11-26); tests check the answers of the handlers. Rejects as `request` does.
   */
  async relay<Req extends z.ZodType, Res extends z.ZodType>(
    contract: RequestContract<Req, Res>,
    request: z.input<Req>,
  ): Promise<z.input<Res>> {
    const message = await this.send(contract, JSON.stringify(request));
    return dataOf(message.json<ReplyOf<z.input<Res>>>(), serviceOf(contract));
  }

  private async send(contract: RequestContract, payload: string): Promise<Msg> {
    const deadline = Date.now() + contract.timeoutMs;
    const head = requestHeaders(deadline);
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.nats.connection.request(contract.subject, payload, {
          timeout: Math.max(1, deadline - Date.now()),
          headers: head,
        });
      } catch (thrown) {
        const error = thrown instanceof errors.RequestError ? (thrown.cause ?? thrown) : thrown;
        const pauseMs = NO_RESPONDER_PAUSES_MS[attempt];
        // Only "no responders" may be sent again: the server says that no handler has seen the request.
        const again = isNoResponder(error) && pauseMs !== undefined && Date.now() + pauseMs < deadline;
        if (!again) throw asUnavailable(error, contract);
        await pause(pauseMs);
      }
    }
  }
}

function requestHeaders(deadline: number): MsgHdrs {
  const head = headers();
  head.append(DEADLINE_HEADER, String(deadline));
  for (const [name, value] of Object.entries(correlationHeaders())) head.append(name, value);
  return head;
}

const isNoResponder = (error: unknown): boolean => error instanceof errors.NoRespondersError;

function asUnavailable(error: unknown, contract: RequestContract): unknown {
  const service = serviceOf(contract);
  if (isNoResponder(error)) return unavailable(`${service} is not running`, error);
  if (error instanceof errors.TimeoutError) {
    return unavailable(`${service} did not answer within ${contract.timeoutMs} ms`, error);
  }
  const cutOff = [errors.ConnectionError, errors.ClosedConnectionError, errors.DrainingConnectionError];
  if (cutOff.some((kind) => error instanceof kind)) return unavailable(`${service} cannot be reached`, error);
  return error;
}
