import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';

/** The servers of a test, at this machine. */
export class LocalServers {
  private readonly closings: (() => void)[] = [];

  /** A web server; resolves with its origin. `connections` gets each connection. */
  async web(listener: RequestListener, connections: Socket[] = []): Promise<string> {
    const server = createServer(listener);
    const port = await this.listen(server, connections);
    return `http://127.0.0.1:${port}`;
  }

  /** A server without a protocol; resolves with its port. */
  async bare(listener: (socket: Socket) => void): Promise<number> {
    return this.listen(createNetServer(listener), []);
  }

  /** Resolves with the port. */
  async listen(server: Server, connections: Socket[] = []): Promise<number> {
    server.on('connection', (socket) => {
      connections.push(socket);
      socket.on('error', () => undefined); // a client that drops its connection
      this.closings.push(() => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    this.closings.push(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  stop(): void {
    for (const close of this.closings.splice(0)) close();
  }
}
