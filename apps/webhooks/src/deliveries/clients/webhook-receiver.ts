import { Injectable } from '@nestjs/common';
import { HttpFailure, OutboundHttp, type HttpAnswer } from '#outbound';
import type { AttemptAnswer } from '../domain/attempt-outcome.js';
import { responseText } from '../domain/response-text.js';

/** For everything, from the look-up of the name to the end of the answer. */
export const ATTEMPT_MS = 15_000;
const MAX_ANSWER_BYTES = 65_536;
const KEPT_BYTES = 2_001; // one more than is shown: it tells that the answer was cut

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReceiverAnswer extends AttemptAnswer {
  readonly responseBody: string | null;
}

/** The web servers that webhooks name. */
@Injectable()
export class WebhookReceiver {
  constructor(private readonly http: OutboundHttp) {}

  /** A failure is an answer too. */
  async post({ url, headers, body }: WebhookRequest): Promise<ReceiverAnswer> {
    try {
      const answer = await this.http.request({
        url,
        method: 'POST',
        headers,
        body,
        purpose: 'webhook',
        timeoutMs: ATTEMPT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        keepBytes: KEPT_BYTES,
        whenLarger: 'cut',
      });
      return answered(answer);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      return { statusCode: null, error: error.code, retryAfter: undefined, responseBody: null };
    }
  }
}

function answered({ status, headers, body }: HttpAnswer): ReceiverAnswer {
  const retryAfter = headers['retry-after'];
  return {
    statusCode: status,
    error: null,
    retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    responseBody: responseText(body),
  };
}
