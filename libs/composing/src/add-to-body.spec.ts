import { describe, expect, it } from '@jest/globals';
import { addToBody } from './add-to-body.js';

describe('what is added to a body', () => {
  it.each([
    ['at its end', '<html><body><p>Hi</p></body></html>', '<html><body><p>Hi</p><img></body></html>'],
    ['before an end in capitals', '<BODY>Hi</BODY >', '<BODY>Hi<img></BODY >'],
    ['at the end of HTML without one', '<p>Hi</p>', '<p>Hi</p><img>'],
    ['not within a comment', '<body>Hi<!-- </body> --></body>', '<body>Hi<!-- </body> --><img></body>'],
    [
      'not within an attribute',
      '<body><p title="</body>">Hi</body>',
      '<body><p title="</body>">Hi<img></body>',
    ],
    ['not within a script', '<body><script>"</body>"</script>Hi', '<body><script>"</body>"</script>Hi<img>'],
    ['at the end where no body was opened', '<p>Hi</p></body>', '<p>Hi</p></body><img>'],
  ])('stands %s', (_, html, expected) => {
    expect(addToBody(html, '<img>')).toBe(expected);
  });
});
