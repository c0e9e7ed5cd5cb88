import type { WrittenItem } from '#database';
import { Lately } from '#kernel';

/** Half of what is kept for each workspace: some 5,000 contacts. */
const MAX_CHARACTERS = 5 * 1_024 * 1_024;

/**
 * Contacts as lists show them, in JSON, until they change: to read and to write 50 of them was half of the time of a
 * search, and searches show the newest of those who match, so that different ones often show the same contacts.
 */
export class ContactTexts {
  /** By uuid. */
  private texts = emptyTexts();
  private changes = 0;

  /** Two for each character, as it takes where one is beyond Latin-1. */
  get bytes(): number {
    return this.texts.weight * 2;
  }

  /** In the order of the uuids. `read` answers, by uuid, those that are there of what it is asked for. */
  async of(
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<ReadonlyMap<string, WrittenItem>>,
  ): Promise<WrittenItem[]> {
    const { changes } = this;
    const found = new Map<string, WrittenItem>();
    for (const id of ids) {
      const known = this.texts.get(id);
      if (known !== undefined) found.set(id, known);
    }
    const missing = ids.filter((id) => !found.has(id));
    for (const [id, text] of missing.length === 0 ? [] : await read(missing)) found.set(id, text);
    // What was read before a change and comes after it is not kept.
    if (changes === this.changes) for (const [id, text] of found) this.texts.keep(id, text);
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** They have changed. */
  forget(ids: readonly string[]): void {
    this.changes += 1;
    for (const id of ids) this.texts.forget(id);
  }

  clear(): void {
    this.texts = emptyTexts();
  }
}

const emptyTexts = (): Lately<WrittenItem> =>
  new Lately<WrittenItem>(MAX_CHARACTERS, ({ text }) => text.length);
