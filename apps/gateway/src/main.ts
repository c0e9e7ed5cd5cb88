import { RpcServer } from '#messaging';
import { runService } from '#service';
import { gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayAdapter } from './http/gateway-adapter.js';

await runService({
  service: 'gateway',
  schema: gatewayConfig,
  module: GatewayModule,
  endpoints: ({ PUBLIC_URL, TRUSTED_PROXIES }) => ({
    strategy: RpcServer,
    adapter: new GatewayAdapter({ publicUrl: PUBLIC_URL, trustedProxies: TRUSTED_PROXIES }),
  }),
});
