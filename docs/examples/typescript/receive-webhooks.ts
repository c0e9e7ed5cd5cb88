// Receives webhooks, refuses those that are not signed, and prints the others, one JSON object a line.
import { createServer, type IncomingMessage } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const { WEBHOOK_SECRET = '', PORT = '8000' } = process.env;
const webhook = new Webhook(WEBHOOK_SECRET);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** The status of the answer. */
async function receive(request: IncomingMessage): Promise<number> {
  const body = await bodyOf(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  try {
    webhook.verify(body, headers);
  } catch (error) {
    if (error instanceof WebhookVerificationError) return 400;
    throw error;
  }
  console.log(body);
  return 204;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(500).end(),
  );
});
server.listen(Number(PORT), () => console.error(`port ${String(Object(server.address()).port)}`));
