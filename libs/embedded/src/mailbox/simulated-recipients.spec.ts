import { describe, expect, it } from '@jest/globals';
import { findOpenPixel } from './simulated-recipients.js';

describe('finding the open pixel', () => {
  it('takes the image below /t/, whatever other images there are', () => {
    const html = `<p>Hi</p><img src="https://cdn.test/logo.png" alt=""><img width=1
      src='http://127.0.0.1:3000/t/abc.gif?a=1&amp;b=2' height="1">`;

    expect(findOpenPixel(html)).toBe('http://127.0.0.1:3000/t/abc.gif?a=1&b=2');
  });

  it.each(['<p>no image</p>', '<img src="cid:logo">', '<a href="http://host.test/t/link">click</a>'])(
    'finds none in %s',
    (html) => {
      expect(findOpenPixel(html)).toBeUndefined();
    },
  );
});
