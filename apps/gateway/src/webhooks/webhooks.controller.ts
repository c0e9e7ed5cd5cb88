import { Body, Controller } from '@nestjs/common';
import {
  CreatedWebhook,
  CreateWebhook,
  DeleteWebhook,
  examples,
  GetWebhook,
  ListWebhooks,
  RotateWebhookSecret,
  TestWebhook,
  UpdateWebhook,
  WebhookChanges,
  WebhookInput,
  type ResponseOf,
  type WebhookRef,
  type WebhookView,
} from '#contracts';
import { RpcClient } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { WebhookInPath } from '../auth/ref-in-path.js';
import { Route } from '../http/route.js';

@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(private readonly rpc: RpcClient) {}

  @Audited({ action: 'webhook.created' })
  @Route('POST', '', {
    id: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'The response shows the signing secret this once. A test event is sent at once, unless the webhook is inactive.',
    access: ['webhooks:write'],
    showsSecret: true,
    status: 201,
    contract: CreateWebhook,
    examples: { request: examples.WEBHOOK_INPUT, response: examples.CREATED_WEBHOOK },
  })
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: WebhookInput }) webhook: WebhookInput,
  ): Promise<CreatedWebhook> {
    return this.rpc.request(CreateWebhook, { workspace_id: workspaceId, webhook });
  }

  @Route('GET', '', {
    id: 'listWebhooks',
    summary: 'List the webhooks',
    description: 'All of them, the newest first.',
    access: ['webhooks:read'],
    contract: ListWebhooks,
    examples: { response: { results: [examples.WEBHOOK] } },
  })
  list(@FromCaller() { workspaceId }: Caller): Promise<ResponseOf<typeof ListWebhooks>> {
    return this.rpc.request(ListWebhooks, { workspace_id: workspaceId });
  }

  @Route('GET', ':id', {
    id: 'getWebhook',
    summary: 'Get a webhook',
    description: 'With the figures of its deliveries.',
    access: ['webhooks:read'],
    contract: GetWebhook,
    examples: { response: examples.WEBHOOK },
  })
  get(@WebhookInPath() ref: WebhookRef): Promise<WebhookView> {
    return this.rpc.request(GetWebhook, ref);
  }

  @Audited({ action: 'webhook.changed' })
  @Route('PATCH', ':id', {
    id: 'updateWebhook',
    summary: 'Change a webhook',
    description:
      '`custom_headers` replaces all of them. `active: true` switches on a webhook that was disabled: deliveries that waited leave, and `recover/` gets what happened meanwhile.',
    access: ['webhooks:write'],
    contract: UpdateWebhook,
    examples: {
      request: { name: 'Data warehouse' },
      response: { ...examples.WEBHOOK, name: 'Data warehouse' },
    },
  })
  update(
    @WebhookInPath() ref: WebhookRef,
    @Body({ schema: WebhookChanges }) changes: WebhookChanges,
  ): Promise<WebhookView> {
    return this.rpc.request(UpdateWebhook, { ...ref, changes });
  }

  @Audited({ action: 'webhook.deleted' })
  @Route('DELETE', ':id', {
    id: 'deleteWebhook',
    summary: 'Delete a webhook',
    description: 'With its secret, its headers and its deliveries.',
    access: ['webhooks:write'],
    response: null,
  })
  async delete(@WebhookInPath() ref: WebhookRef): Promise<void> {
    await this.rpc.request(DeleteWebhook, ref);
  }

  @Route('POST', ':id/test', {
    id: 'testWebhook',
    summary: 'Send a test event to a webhook',
    description: 'Whatever it subscribes to. The outcome is the delivery with the returned id.',
    access: ['webhooks:write'],
    contract: TestWebhook,
    examples: { response: { delivery_id: examples.IDS.events[0] } },
  })
  test(@WebhookInPath() ref: WebhookRef): Promise<ResponseOf<typeof TestWebhook>> {
    return this.rpc.request(TestWebhook, ref);
  }

  @Audited({ action: 'webhook.secret_rotated' })
  @Route('POST', ':id/rotate-secret', {
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook a new signing secret',
    description:
      'The response shows it this once. For 24 hours deliveries are signed with the old secret too; another rotation within that time ends that.',
    access: ['webhooks:write'],
    showsSecret: true,
    contract: RotateWebhookSecret,
    examples: { response: examples.ROTATED_WEBHOOK },
  })
  rotateSecret(@WebhookInPath() ref: WebhookRef): Promise<CreatedWebhook> {
    return this.rpc.request(RotateWebhookSecret, ref);
  }
}
