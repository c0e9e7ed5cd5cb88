import type { Dispatcher } from 'undici';
import { BoundedBody, type BodyLimits } from './bounded-body.js';
import { HttpFailure } from './http-failure.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The body was larger than what is kept. */
  readonly truncated: boolean;
}

/** One request and its answer. A handler of undici: its `request` makes a stream of each body, and takes twice the time. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  private resolve!: (answer: HttpAnswer) => void;
  private reject!: (error: Error) => void;
  private controller: Dispatcher.DispatchController | undefined;
  private failure: HttpFailure | undefined;
  private status = 0;
  private headers: HttpAnswer['headers'] = {};
  private readonly body: BoundedBody;

  constructor(limits: BodyLimits) {
    this.body = new BoundedBody(limits);
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Ends it at once, and drops its connection. A request that still waits for one is not sent. */
  end(failure: HttpFailure): void {
    this.failure = failure;
    this.controller?.abort(failure);
    this.reject(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.failure !== undefined) controller.abort(this.failure);
  }

  /** Once for each answer of 100 to 199 too; the last one counts. */
  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  /** An error that is thrown here ends the request. */
  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.body.add(chunk)) return;
    this.onResponseEnd();
    controller.abort(new HttpFailure('answer_too_large', 'the rest of the answer is not read'));
  }

  onResponseEnd(): void {
    this.resolve({ status: this.status, headers: this.headers, ...this.body.read() });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.reject(error);
  }
}
