import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/**
 * Accepts every message and stores none, as fast as Node can. A separate process, so that it does not take the sender's
 * time. Prints its port, then replies to each line on stdin with the number of messages accepted so far.
 */
let accepted = 0;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.write('220 sink ready\r\n');
  serve(socket);
});

function serve(socket: Socket): void {
  let pending = '';
  let inData = false;
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy()); // the sender hung up
  socket.on('data', (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const line = pending.slice(0, end);
      pending = pending.slice(end + (inData ? 5 : 2));
      if (inData) {
        accepted += 1;
        inData = false;
        socket.write('250 2.0.0 accepted\r\n');
      } else {
        inData = reply(socket, line.slice(0, 4).toUpperCase());
      }
    }
  });
}

/** Replies to a command; true when the message follows. */
function reply(socket: Socket, verb: string): boolean {
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
process.stdin.on('data', () => process.stdout.write(`${accepted}\n`));
process.stdin.on('end', () => process.exit(0));
