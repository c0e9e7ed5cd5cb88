import type { ContactQuery } from '#contracts';
import type { Clock } from '#kernel';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import type { IndexedContacts } from '../persistence/indexed-contacts.js';
import type { StoredMatches } from '../persistence/stored-matches.js';
import type { ContactTable } from './contact-table.js';
import { ContactTexts } from './contact-texts.js';
import type { JointRows, Tally } from './joint-rows.js';
import { matchFilter, type Known } from './match-filter.js';
import { RecentlyUsed } from './recently-used.js';
import { RowList } from './row-list.js';
import type { RowSet } from './row-set.js';
import { SharedRun } from './shared-run.js';
import { storeQuestions, type StoreQuestion } from './store-questions.js';

/** To read everything again is cheaper than to catch up with more. */
const MAX_CHANGES = 50_000;
/** What changed is remembered for two hours, and a transaction may take long to commit what it noted. */
const MAX_AGE_MS = 30 * 60_000;
/** Answers that are kept as long as no contact changes: of the store, a bitmap for each, or less, and to whole filters. */
const MAX_FOUND = 100;
const MAX_MATCHES = 200;
const MAX_ATTEMPTS = 3;

export interface WorkspaceIndexState {
  readonly workspaceId: string;
  readonly table: ContactTable;
  /** Of PostgreSQL: what the table shows. */
  readonly snapshot: string;
  readonly readAt: Date;
}

/** The part of a filter's matches that is asked for. */
export interface Page {
  /** The contact that the page before ended with. */
  readonly after: string | null;
  readonly limit: number;
}

export interface FoundPage {
  readonly ids: string[];
  /** All that match, exactly. */
  readonly total: number;
}

/** What is kept in memory of one workspace's contacts, and catches up with the store before each use. */
export class WorkspaceIndex {
  readonly table: ContactTable;
  readonly texts = new ContactTexts();
  private readonly workspaceId: string;
  private snapshot: string;
  private caughtUpAt: Date;
  private version = 0;
  private isOutdated = false;
  private readonly catchingUp = new SharedRun(() => this.takeChanges());
  private readonly found = new RecentlyUsed<Promise<RowSet>>(MAX_FOUND);
  private readonly matches = new RecentlyUsed<Tally>(MAX_MATCHES);

  constructor(
    { workspaceId, table, snapshot, readAt }: WorkspaceIndexState,
    private readonly contacts: IndexedContacts,
    private readonly store: StoredMatches,
    private readonly clock: Clock,
  ) {
    this.workspaceId = workspaceId;
    this.table = table;
    this.snapshot = snapshot;
    this.caughtUpAt = readAt;
  }

  get bytes(): number {
    const ofMatches = [...this.matches.values()].reduce((bytes, { rows }) => bytes + (rows?.bytes ?? 0), 0);
    return this.table.bytes + (this.found.size * this.table.size) / 8 + ofMatches + this.texts.bytes;
  }

  /** Everything is answered as before, but looked up anew. */
  forgetAnswers(): void {
    this.forgetFound();
    this.table.forgetAnswers();
    this.texts.clear();
  }

  /** Everything that was committed before the call is in it then; false where it has to be read anew instead. */
  async catchUp(): Promise<boolean> {
    if (this.clock.now().getTime() - this.caughtUpAt.getTime() > MAX_AGE_MS) return false;
    await this.catchingUp.run();
    return !this.isOutdated;
  }

  /**
   * The newest contacts that match, and how many do. All pages of a search have the same matches, and a search that
   * many make has them too: they are joined and counted once for as long as no contact changes.
   */
  page(
    filter: ContactQuery,
    segments: readonly SegmentMembers[],
    { after, limit }: Page,
  ): Promise<FoundPage | undefined> {
    return this.combine(storeQuestions(filter, segments), (known) => {
      const matching = (): JointRows => matchFilter(known, filter, segments);
      const { total, rows } = this.matches.get(JSON.stringify([filter, segments]), () => matching().tally());
      return { ids: this.table.newest(rows ?? matching(), after, limit), total };
    });
  }

  /**
   * What `combine` makes of the table and of what the store found to the questions, all of one moment. Undefined where
   * contacts change so fast that no such moment was met; the store has to be asked for everything then.
   */
  async combine<Combined>(
    questions: readonly StoreQuestion[],
    combine: (known: Known) => Combined,
  ): Promise<Combined | undefined> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const { version } = this;
      const found = new Map(await Promise.all(questions.map((each) => this.rowsInStore(each))));
      if (version !== this.version) continue;
      return combine({ table: this.table, stored: (question) => found.get(keyOf(question)) ?? NOBODY });
    }
    return undefined;
  }

  private async rowsInStore(question: StoreQuestion): Promise<[string, RowSet]> {
    const key = keyOf(question);
    return [key, await this.found.get(key, () => this.askStore(question))];
  }

  private async askStore(question: StoreQuestion): Promise<RowSet> {
    try {
      return this.table.rowsOf(
        await this.store.ids({ id: this.workspaceId, size: this.table.size }, question),
      );
    } catch (error) {
      this.found.delete(keyOf(question)); // to be asked again
      throw error;
    }
  }

  private async takeChanges(): Promise<void> {
    const startedAt = this.clock.now();
    const changes = await this.contacts.countChanges(this.workspaceId, this.snapshot);
    this.isOutdated = changes > MAX_CHANGES;
    if (this.isOutdated) return;

    if (changes > 0) {
      const { contacts, snapshot } = await this.contacts.changed(this.workspaceId, this.snapshot);
      this.table.write(contacts);
      this.texts.forget(contacts.map(({ id }) => id));
      this.snapshot = snapshot;
      this.version += 1;
      this.forgetFound();
    }
    this.caughtUpAt = startedAt;
  }

  private forgetFound(): void {
    this.found.clear();
    this.matches.clear();
  }
}

const NOBODY = RowList.of([]);

const keyOf = (question: StoreQuestion): string => JSON.stringify(question);
