import { once } from 'node:events';
import { createServer } from 'node:http';

/** A collector of traces that reads each request and keeps nothing. It tells its port, and ends with its input. */
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('{}'));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('the sink has no port');
console.log(address.port);
process.stdin.resume().once('end', () => process.exit(0));
