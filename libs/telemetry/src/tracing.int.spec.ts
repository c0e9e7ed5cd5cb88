import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { currentTraceparent, inTrace } from './trace-context.js';
import { inSpan, linksTo, startTracing } from './tracing.js';

const SPAN = { service: 'sums', name: 'add' };
const PARENTS = ['a', 'b', 'b'].map((digit) => `00-${digit.repeat(32)}-${'c'.repeat(16)}-01`);

let collector: Server;
let answers: boolean;
let bodies: string[];
beforeEach(async () => {
  answers = true;
  bodies = [];
  collector = createServer((request, response) => {
    void text(request).then((body) => {
      if (answers) response.end('{}');
      return bodies.push(body);
    });
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
});
afterEach(() => {
  collector.close();
  collector.closeAllConnections();
});

function start(): Promise<() => Promise<void>> {
  const address = collector.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return startTracing('tests', `http://127.0.0.1:${port}/`);
}

describe('spans', () => {
  it('are not recorded without a collector: the work runs in the trace of its caller', async () => {
    const [parent = ''] = PARENTS;
    expect(await inTrace(parent, () => inSpan(SPAN, async () => currentTraceparent()))).toBe(parent);
    expect(linksTo(PARENTS)).toEqual([]);
  });

  it('name the kind of an error, and not its message, which may hold an address', async () => {
    const stop = await start();
    const failing = inSpan(SPAN, () => Promise.reject(new TypeError('refused ann@example.com')));
    await expect(failing).rejects.toThrow('refused');
    await stop();
    expect(bodies.join()).toContain('TypeError');
    expect(bodies.join()).not.toContain('ann@');
  });

  it('link once to each span that several messages come from', async () => {
    const stop = await start();
    await inSpan({ ...SPAN, links: linksTo([...PARENTS, undefined, 'nonsense']) }, async () => undefined);
    await stop();
    const [body = ''] = bodies;
    expect(body.slice(body.indexOf('"links"')).match(/"traceId":"\w+"/g)).toEqual([
      `"traceId":"${'a'.repeat(32)}"`,
      `"traceId":"${'b'.repeat(32)}"`,
    ]);
  });

  it('keep no process from ending when the collector does not answer', async () => {
    answers = false;
    const stop = await start();
    await inSpan(SPAN, async () => undefined);
    await stop();
    expect(bodies).toHaveLength(1);
  });
});
