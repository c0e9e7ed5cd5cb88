const IMAGE_SOURCE = /<img\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/gi;

/** The address of the image by which a mail program betrays that the message was opened; undefined without one. */
export function findOpenPixel(html: string): string | undefined {
  return [...html.matchAll(IMAGE_SOURCE)]
    .map(([, source = '']) => source.replaceAll('&amp;', '&'))
    .find((source) => URL.canParse(source) && new URL(source).pathname.includes('/t/'));
}
