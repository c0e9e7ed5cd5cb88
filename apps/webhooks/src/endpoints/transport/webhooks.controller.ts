import { Controller } from '@nestjs/common';
import {
  CreateWebhook as CreateWebhookRequest,
  DeleteWebhook,
  GetWebhook,
  ListWebhooks,
  RotateWebhookSecret,
  TestWebhook,
  UpdateWebhook as UpdateWebhookRequest,
  type RequestOf,
} from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { NEW_HEALTH } from '../domain/endpoint.js';
import { EndpointSecrets } from '../persistence/endpoint-secrets.js';
import type { MonitoredEndpoint } from '../persistence/endpoint.row.js';
import { Endpoints } from '../persistence/endpoints.js';
import { CreateWebhook } from '../use-cases/create-webhook.js';
import { RotateSecret } from '../use-cases/rotate-secret.js';
import { UpdateWebhook } from '../use-cases/update-webhook.js';
import { webhookView } from '../views/webhook.view.js';

@Controller()
export class WebhooksController {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly createWebhook: CreateWebhook,
    private readonly updateWebhook: UpdateWebhook,
    private readonly rotateSecret: RotateSecret,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(CreateWebhookRequest)
  async create(command: RequestOf<typeof CreateWebhookRequest>) {
    const { endpoint, secret } = await this.createWebhook.execute(command);
    return { ...this.view({ ...endpoint, ...NEW_HEALTH }), signing_secret: secret };
  }

  @HandlesRequest(ListWebhooks)
  async list({ workspace_id }: RequestOf<typeof ListWebhooks>) {
    const found = await this.endpoints.list(workspace_id);
    return { results: found.map((endpoint) => this.view(endpoint)) };
  }

  @HandlesRequest(GetWebhook)
  async get(ref: RequestOf<typeof GetWebhook>) {
    return this.view(await this.endpoints.get(ref));
  }

  @HandlesRequest(UpdateWebhookRequest)
  async update(command: RequestOf<typeof UpdateWebhookRequest>) {
    return this.view(await this.updateWebhook.execute(command));
  }

  @HandlesRequest(DeleteWebhook)
  async delete(ref: RequestOf<typeof DeleteWebhook>) {
    await this.endpoints.delete(ref);
    return {};
  }

  @HandlesRequest(RotateWebhookSecret)
  async rotate(ref: RequestOf<typeof RotateWebhookSecret>) {
    const { endpoint, secret } = await this.rotateSecret.execute(ref);
    return { ...this.view(endpoint), signing_secret: secret };
  }

  @HandlesRequest(TestWebhook)
  async test(ref: RequestOf<typeof TestWebhook>) {
    return { delivery_id: await this.endpoints.test(ref) };
  }

  private view(endpoint: MonitoredEndpoint) {
    return webhookView(endpoint, this.secrets.headers(endpoint), this.clock.now());
  }
}
