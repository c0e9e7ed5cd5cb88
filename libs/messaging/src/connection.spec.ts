import { describe, expect, it } from '@jest/globals';
import { serversOf } from './connection.js';

describe('the NATS url', () => {
  it('names one server or several', () => {
    expect(serversOf('nats://a:4222')).toEqual({ servers: ['a:4222'] });
    expect(serversOf('nats://a:4222, nats://b:4223')).toEqual({ servers: ['a:4222', 'b:4223'] });
  });

  it('may carry credentials, escaped as urls are', () => {
    expect(serversOf('nats://me:p%40ss@a:4222')).toEqual({ servers: ['a:4222'], user: 'me', pass: 'p@ss' });
    expect(serversOf('nats://a-token@a:4222')).toEqual({ servers: ['a:4222'], token: 'a-token' });
  });

  it('is refused without repeating it when it is none', () => {
    expect(() => serversOf('my-secret')).toThrow('the NATS url must look like nats://host:4222');
  });
});
