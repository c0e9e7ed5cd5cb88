import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';

/**
 * Takes every message and keeps none, as fast as Node can: run as a process of its own, so that it does not take the
 * sender's time. Prints its port, then answers each line on stdin with the number of messages taken so far.
 */
let taken = 0;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.write('220 sink ready\r\n');
  converse(socket);
});

function converse(socket: Socket): void {
  let pending = '';
  let inData = false;
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy()); // a sender that hangs up is its own business
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const line = pending.slice(0, end);
      pending = pending.slice(end + (inData ? 5 : 2));
      if (inData) {
        taken += 1;
        inData = false;
        socket.write('250 2.0.0 taken\r\n');
      } else {
        inData = answer(socket, line.slice(0, 4).toUpperCase());
      }
    }
  });
}

/** True when the message's text follows. */
function answer(socket: Socket, verb: string): boolean {
  if (verb === 'QUIT') {
    socket.end('221 bye\r\n');
  } else if (verb === 'DATA') {
    socket.write('354 go on\r\n');
    return true;
  } else if (verb === 'EHLO') {
    socket.write('250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n');
  } else if (verb === 'AUTH') {
    socket.write('235 2.7.0 fine\r\n');
  } else {
    socket.write('250 2.1.0 fine\r\n');
  }
  return false;
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('the sink has no port');
process.stdout.write(`${address.port}\n`);
process.stdin.on('data', () => process.stdout.write(`${taken}\n`));
process.stdin.on('end', () => process.exit(0));
