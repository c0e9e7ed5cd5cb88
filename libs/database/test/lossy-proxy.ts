import { connect, createServer } from 'node:net';

export interface LossyProxy {
  readonly url: string;
  /** Bytes that are sent from now on disappear without a reset, as on a network that was cut. */
  loseEverything(): void;
  /** New connections work again; those that have lost something stay silent. */
  recover(): void;
  close(): void;
}

/** Stands between a service and the server of `url`, on any free port unless a port is given. */
export async function startLossyProxy(url: string, on = 0): Promise<LossyProxy> {
  const { hostname, port } = new URL(url);
  let losing = false;

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let lost = false;
    near.on('data', (bytes) => {
      lost ||= losing;
      if (!lost) far.write(bytes);
    });
    far.on('data', (bytes) => near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const near = new URL(url);
  near.hostname = '127.0.0.1';
  near.port = String(address.port);

  return {
    url: near.href,
    loseEverything: () => (losing = true),
    recover: () => (losing = false),
    close: () => server.close(),
  };
}
