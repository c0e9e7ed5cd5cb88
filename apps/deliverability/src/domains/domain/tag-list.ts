/** The tags of a DKIM key or a DMARC record (RFC 6376, 3.2); null when the text is no list of tags. */
export function tagsOf(text: string): ReadonlyMap<string, string> | null {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim().toLowerCase();
    if (equals === -1 || !TAG_NAME.test(name) || tags.has(name)) return null;
    tags.set(name, part.slice(equals + 1).trim());
  }
  return tags;
}

const TAG_NAME = /^[a-z][a-z0-9_]*$/;
