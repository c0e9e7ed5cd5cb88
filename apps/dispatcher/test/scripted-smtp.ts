import { createServer, type Socket } from 'node:net';
import { Outbound } from '#outbound';

/** Where in the dialogue a server is when it does something unusual. */
export type Moment =
  'connect' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'content' | 'dot' | 'RSET' | 'STARTTLS';

/** `drop` closes the connection (`drop once` a single time), `silence` never answers; any other text is the reply. */
export type Script = Partial<Record<Moment, string>>;

const REPLIES: Readonly<Record<Moment, string>> = {
  connect: '220 scripted',
  EHLO: '250-scripted\r\n250 AUTH PLAIN',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  content: '',
  dot: '250 taken',
  RSET: '250 ok',
  STARTTLS: '502 5.5.1 unknown command',
};

/** The reply to a message more than a session may carry. After a 421 the server closes the session. */
export interface SessionLimit {
  readonly messages: number;
  readonly at: 'MAIL' | 'RCPT';
  readonly reply: string;
}

/** Calls scripted servers, which listen at any port of this machine, and nothing else. */
export const toScripted = new Outbound({ allowPrivateNetworks: false, allowedHosts: ['127.0.0.1:*'] });

export interface ScriptedSmtp {
  readonly port: number;
  /** Messages that were answered with a yes. */
  readonly taken: string[];
  connections: number;
  /** Commands that were received. */
  readonly said: Moment[];
  /** Messages that met the limit of their session. */
  refusals: number;
  /** Connections that nobody has closed. */
  readonly open: number;
  /** May be changed between messages. */
  script: Script;
  limit: SessionLimit | undefined;
  close(): Promise<void>;
}

/** An SMTP server that follows its script at each point of the dialogue, over plain TCP. */
export async function startScriptedSmtp(script: Script = {}): Promise<ScriptedSmtp> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    scripted.connections += 1;
    socket.on('error', () => undefined);
    converse(socket, scripted);
  });
  const scripted: ScriptedSmtp = {
    port: 0,
    taken: [],
    connections: 0,
    refusals: 0,
    said: [],
    get open() {
      return sockets.size;
    },
    script,
    limit: undefined,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const address = server.address();
  return Object.assign(scripted, { port: typeof address === 'object' ? address?.port : 0 });
}

function converse(socket: Socket, scripted: ScriptedSmtp): void {
  let buffer = '';
  let inContent = false;
  let carried = 0;

  const replyAt = (moment: Moment): string => {
    const { limit, script } = scripted;
    const isOver = limit !== undefined && limit.at === moment && carried >= limit.messages;
    if (!isOver) return script[moment] ?? REPLIES[moment];
    scripted.refusals += 1;
    return limit.reply;
  };
  const answer = (moment: Moment): boolean => {
    const reply = replyAt(moment);
    if (reply === 'drop once') scripted.script = {};
    if (reply.startsWith('drop')) socket.destroy();
    else if (reply !== 'silence' && reply !== '') socket.write(`${reply}\r\n`);
    if (reply.startsWith('421')) socket.end();
    return /^[23]/.test(reply);
  };
  const receive = (said: string): void => {
    if (inContent) {
      if (answer('dot')) scripted.taken.push(said);
      carried += 1;
      inContent = false;
      return;
    }
    const moment = momentOf(said);
    scripted.said.push(moment);
    if (answer(moment) && moment === 'DATA') inContent = true;
  };

  answer('connect');
  socket.on('data', (chunk) => {
    if (inContent && scripted.script.content === 'drop') socket.destroy();
    buffer += chunk.toString('latin1');
    for (;;) {
      const end = inContent ? '\r\n.\r\n' : '\r\n';
      const at = buffer.indexOf(end);
      if (at < 0) return;
      const said = buffer.slice(0, at);
      buffer = buffer.slice(at + end.length);
      receive(said);
    }
  });
}

const COMMANDS = ['EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const;

const momentOf = (said: string): Moment =>
  COMMANDS.find((command) => said.toUpperCase().startsWith(command)) ?? 'RSET';
