import { describe, expect, it } from '@jest/globals';
import { isBelow, ownLinksIn } from './links.js';

const OURS = 'http://127.0.0.1:3000/';

describe('finding the open pixel', () => {
  it('takes the image below /t/ of our own address, whatever other images there are', () => {
    const html = `<p>Hi</p><img src="https://cdn.test/logo.png" alt=""><img src="https://other.test/t/x.gif"><img width=1
      src='http://127.0.0.1:3000/t/abc.gif?a=1&amp;b=2' height="1">`;

    expect(ownLinksIn(html, OURS).pixel).toBe('http://127.0.0.1:3000/t/abc.gif?a=1&b=2');
  });

  it.each([
    '<p>no image</p>',
    '<img src="cid:logo">',
    '<a href="http://127.0.0.1:3000/t/link">click</a>',
    '<img src="http://127.0.0.1:5432/t/x">',
    '<img src="http://127.0.0.1:3000.evil.test/t/x">',
    '<img src="http://127.0.0.1:3000@evil.test/t/x">',
    '<img src="http://127.0.0.1:3000/t/../api/v1/x">',
    '<img src="http://169.254.169.254/t/x">',
    '<img src="https://127.0.0.1:3000/t/x">',
  ])('finds none in %s', (html) => {
    expect(ownLinksIn(html, OURS).pixel).toBeUndefined();
  });

  it('visits every tag once, also of 20,000 that nobody closed', () => {
    const open = '<div>'.repeat(20_000);
    const images = '<img '.repeat(20_000);
    const pixel = '<img src="http://127.0.0.1:3000/t/a.gif">';

    expect(ownLinksIn(`${open}${images}>${pixel}`, OURS).pixel).toBe('http://127.0.0.1:3000/t/a.gif');
  });
});

describe('finding a link', () => {
  it('takes the first one below /c/ of our own address', () => {
    const html = `<a href="https://other.test/c/x">1</a><a href='${OURS}u/x'>2</a><a href=${OURS}c/abc>3</a>`;
    expect(ownLinksIn(html, OURS).link).toBe(`${OURS}c/abc`);
    expect(isBelow(`${OURS}u/../api/v1/`, OURS, 'u')).toBe(false);
  });
});
