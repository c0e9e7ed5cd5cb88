import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { withCorrelation } from '#messaging';
import { createLogger, type JsonLogger } from './logger.js';

function recorder(): { logger: JsonLogger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { logger: createLogger({ service: 'campaigns', level: 'debug', destination }), lines };
}

describe('a log line', () => {
  it('names the service, the level, the class and the request it belongs to', () => {
    const { logger, lines } = recorder();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    withCorrelation({ requestId: 'r-1', traceparent }, () => logger.log('launched', 'LaunchCampaign'));
    logger.warn('outside of a request');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        service: 'campaigns',
        request_id: 'r-1',
        trace_id: 'a'.repeat(32),
        span_id: 'b'.repeat(16),
        context: 'LaunchCampaign',
        msg: 'launched',
      },
      { level: 'warn', time: expect.any(String), service: 'campaigns', msg: 'outside of a request' },
    ]);
  });

  it('holds the stack of an error, however Nest hands it over, and its cause', () => {
    const { logger, lines } = recorder();
    const error = new Error('outer', { cause: new Error('inner') });
    logger.error(error, undefined, 'Relay');
    logger.error('it failed', error.stack, 'Relay');
    logger.fatal('it died', error, 'Relay');
    const err = {
      type: 'Error',
      message: 'outer',
      stack: expect.stringContaining('logger.spec'),
      cause: expect.objectContaining({ message: 'inner' }),
    };
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'outer', context: 'Relay', err }),
      expect.objectContaining({ msg: 'it failed', stack: expect.stringContaining('logger.spec') }),
      expect.objectContaining({ msg: 'it died', context: 'Relay', err }),
    ]);
  });

  it('holds no secret at any depth, in any spelling', () => {
    const { logger, lines } = recorder();
    logger.log({
      msg: 'saved',
      smtp: { host: 'mail', password: 'hunter2' },
      request: { headers: { Authorization: 'hunter2', cookie: 'hunter2', 'x-api-key': 'hunter2' } },
      accounts: [{ api_key: 'hunter2', oauth: { client_secret: 'hunter2', access_token: 'hunter2' } }],
      database: 'postgres://me:hunter2@db/all',
    });
    logger.error('cannot connect to postgres://me:hunter2@db/all with Bearer hunter2hunter2');
    logger.error(Object.assign(new Error('refused: nats://me:hunter2@n'), { config: { token: 'hunter2' } }));

    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({
      msg: 'saved',
      smtp: { host: 'mail', password: '[redacted]' },
      database: 'postgres://me:[redacted]@db/all',
    });
  });

  it('survives what cannot be written as JSON', () => {
    const { logger, lines } = recorder();
    const cyclic: Record<string, unknown> = { n: 1n };
    cyclic['self'] = cyclic;
    logger.log(cyclic);
    expect(lines).toHaveLength(1);
  });

  it('is written for the loggers of Nest classes too', () => {
    const { logger, lines } = recorder();
    Logger.overrideLogger(logger);
    new Logger('Somewhere').error('broken', 'Error: broken\n    at there');
    expect(lines).toEqual([
      expect.objectContaining({ context: 'Somewhere', msg: 'broken', stack: expect.any(String) }),
    ]);
  });
});
