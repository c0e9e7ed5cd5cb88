import { Parser } from 'htmlparser2';

/** The address of the image that reports an open to the sender; undefined without one. */
export function findOpenPixel(html: string): string | undefined {
  let found: string | undefined;
  const parser = new Parser({
    onopentag: (name, { src = '' }) => {
      if (name === 'img' && isPixel(src)) found ??= src;
    },
  });
  parser.end(html);

  return found;
}

const isPixel = (source: string): boolean => URL.canParse(source) && new URL(source).pathname.includes('/t/');
