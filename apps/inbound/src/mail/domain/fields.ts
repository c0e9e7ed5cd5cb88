/** The fields of one block, by their name in lower case. */
export type Fields = ReadonlyMap<string, string>;

const FIELD = /^([\w-]{1,80})\s?:\s?(.*)$/;
const MAX_BLOCKS = 200;

/** Blocks of `Name: value` lines between blank lines (RFC 3464, section 2.1), their folded lines joined. */
export function fieldBlocksOf(content: string): readonly Fields[] {
  const blocks = content.split(/\n[ \t]*\n/).slice(0, MAX_BLOCKS);

  return blocks.map((block) => fieldsOf(block)).filter((fields) => fields.size > 0);
}

/** The fields at the beginning of a text, up to the first blank line. The first field of a name counts. */
export function fieldsOf(block: string): Fields {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of block.replace(/^\s+/, '').split('\n')) {
    if (line.trim() === '') break;
    const [, name, value] = FIELD.exec(line) ?? [];
    if (/^\s/.test(line)) fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
    else if (name !== undefined && !fields.has(name.toLowerCase())) {
      last = name.toLowerCase();
      fields.set(last, (value ?? '').trim());
    } else last = '';
  }
  fields.delete('');

  return fields;
}
