import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { HOOK_SECRET_HEADER, ReceiveHooks } from '#contracts';
import type { RpcClient } from '#messaging';
import { sha256 } from './seed-campaign.js';

/** Hands hooks to the service as the gateway does. */
export class HookDoor {
  private rpc: RpcClient | undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<HookDoor> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const door = new HookDoor(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => void door.receive(request, response));
    return door;
  }

  /** From then on hooks get through; before, they are refused. */
  lead(rpc: RpcClient | undefined): void {
    this.rpc = rpc;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , platform = '', token = ''] = (request.url ?? '').split('/');
    const secret = request.headers[HOOK_SECRET_HEADER];
    const hook = {
      platform,
      token_hash: sha256(token),
      secret_hash: typeof secret === 'string' ? sha256(secret) : null,
      received_at: new Date().toISOString(),
      content_type: request.headers['content-type'] ?? '',
      body: await text(request),
    };
    const answer = await this.rpc?.request(ReceiveHooks, { hooks: [hook] });
    response.writeHead(answer?.results[0] === 'stored' ? 200 : answer === undefined ? 503 : 404).end();
  }
}
