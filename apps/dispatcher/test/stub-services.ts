import { ConfirmSends, GetContent, GetTransports, ReopenSteps } from '#contracts';
import { StubServices, type StubHandler } from '#testing';

/** The answers of the services that the dispatcher requests from; a test replaces a handler. */
export class DispatcherStubs {
  confirm: StubHandler<typeof ConfirmSends> = () => ({ results: [] });
  content: StubHandler<typeof GetContent> = () => ({ results: [] });
  credentials: StubHandler<typeof GetTransports> = () => ({ results: [] });
  reopen: StubHandler<typeof ReopenSteps> = ({ steps }) => ({
    results: steps.map(() => 'reopened' as const),
  });

  private constructor(readonly services: StubServices) {}

  static async start(natsUrl: string): Promise<DispatcherStubs> {
    const services = await StubServices.start(natsUrl);
    const stubs = new DispatcherStubs(services);
    await services.answer(ConfirmSends, (request) => stubs.confirm(request));
    await services.answer(GetContent, (request) => stubs.content(request));
    await services.answer(GetTransports, (request) => stubs.credentials(request));
    await services.answer(ReopenSteps, (request) => stubs.reopen(request));
    return stubs;
  }

  readonly publish: StubServices['publishData'] = (contract, workspaceId, ...data) =>
    this.services.publishData(contract, workspaceId, ...data);
}
