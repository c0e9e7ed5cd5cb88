import type { Bitmap } from './bitmap.js';
import type { Part } from './joint-rows.js';
import { RecentlyUsed } from './recently-used.js';

/** More of them cost memory, and each change time. */
const MAX_KEPT = 300;

interface KeptAnswer {
  readonly rows: Bitmap;
  readonly holds: (row: number) => boolean;
}

/** The answers to questions that were asked before, brought up to date by the rows that change. */
export class KeptAnswers {
  private readonly kept = new RecentlyUsed<KeptAnswer>(MAX_KEPT);

  get size(): number {
    return this.kept.size;
  }

  /** `find` tells of all rows at once what `holds` tells of one. The same question has to mean the same test. */
  to(question: string, find: () => Bitmap, holds: (row: number) => boolean): Part {
    return [this.kept.get(question, () => ({ rows: find(), holds })).rows];
  }

  update(changed: readonly number[]): void {
    for (const { rows, holds } of this.kept.values()) {
      for (const row of changed) rows.set(row, holds(row));
    }
  }

  clear(): void {
    this.kept.clear();
  }
}
