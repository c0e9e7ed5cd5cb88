import { ConfirmSends, GetCampaignContent, GetSmtpCredentials, ReopenSteps } from '#contracts';
import { StubServices, type StubHandler } from '#testing';

/** The answers of the services that the dispatcher requests from; a test replaces a handler. */
export class DispatcherStubs {
  confirm: StubHandler<typeof ConfirmSends> = () => ({ results: [] });
  content: StubHandler<typeof GetCampaignContent> = () => ({ results: [] });
  credentials: StubHandler<typeof GetSmtpCredentials> = () => ({ results: [] });
  reopen: StubHandler<typeof ReopenSteps> = ({ steps }) => ({
    results: steps.map(() => 'reopened' as const),
  });

  private constructor(readonly services: StubServices) {}

  static async start(natsUrl: string): Promise<DispatcherStubs> {
    const services = await StubServices.start(natsUrl);
    const stubs = new DispatcherStubs(services);
    await services.answer(ConfirmSends, (request) => stubs.confirm(request));
    await services.answer(GetCampaignContent, (request) => stubs.content(request));
    await services.answer(GetSmtpCredentials, (request) => stubs.credentials(request));
    await services.answer(ReopenSteps, (request) => stubs.reopen(request));
    return stubs;
  }

  readonly publish: StubServices['publishData'] = (contract, workspaceId, ...data) =>
    this.services.publishData(contract, workspaceId, ...data);
}
