import type { Clock } from '#kernel';
import type { IndexedContacts } from '../persistence/indexed-contacts.js';
import type { StoredMatches } from '../persistence/stored-matches.js';
import { Bitmap } from './bitmap.js';
import type { ContactTable } from './contact-table.js';
import type { Known } from './match-filter.js';
import { SharedRun } from './shared-run.js';
import type { StoreQuestion } from './store-questions.js';

/** To read everything again is cheaper than to catch up with more. */
const MAX_CHANGES = 50_000;
/** What changed is remembered for two hours, and a transaction may take long to commit what it noted. */
const MAX_AGE_MS = 30 * 60_000;
/** Answers of the store that are kept. */
const MAX_FOUND = 100;
const MAX_ATTEMPTS = 3;

export interface WorkspaceIndexState {
  readonly workspaceId: string;
  readonly table: ContactTable;
  /** Of PostgreSQL: what the table shows. */
  readonly snapshot: string;
  readonly readAt: Date;
}

/** What is kept in memory of one workspace's contacts, and catches up with the store before each use. */
export class WorkspaceIndex {
  readonly table: ContactTable;
  private readonly workspaceId: string;
  private snapshot: string;
  private caughtUpAt: Date;
  private version = 0;
  private isOutdated = false;
  private readonly catchingUp = new SharedRun(() => this.takeChanges());
  private readonly found = new Map<string, { readonly version: number; readonly rows: Promise<Bitmap> }>();

  constructor(
    { workspaceId, table, snapshot, readAt }: WorkspaceIndexState,
    private readonly contacts: IndexedContacts,
    private readonly matches: StoredMatches,
    private readonly clock: Clock,
  ) {
    this.workspaceId = workspaceId;
    this.table = table;
    this.snapshot = snapshot;
    this.caughtUpAt = readAt;
  }

  /** Everything that was committed before the call is in it then; false where it has to be read anew instead. */
  async catchUp(): Promise<boolean> {
    if (this.clock.now().getTime() - this.caughtUpAt.getTime() > MAX_AGE_MS) return false;
    await this.catchingUp.run();
    return !this.isOutdated;
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

  /** Asked once for as long as no contact changes, since each page of a search has the same question. */
  private async rowsInStore(question: StoreQuestion): Promise<[string, Bitmap]> {
    const key = keyOf(question);
    const known = this.found.get(key);
    const rows = known?.version === this.version ? known.rows : this.askStore(question);
    this.found.delete(key); // to be the youngest
    this.found.set(key, { version: this.version, rows });
    const [oldest] = this.found.keys();
    if (this.found.size > MAX_FOUND && oldest !== undefined) this.found.delete(oldest);
    return [key, await rows];
  }

  private async askStore(question: StoreQuestion): Promise<Bitmap> {
    try {
      return this.table.rowsOf(await this.matches.ids(this.workspaceId, question));
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
      this.snapshot = snapshot;
      this.version += 1;
    }
    this.caughtUpAt = startedAt;
  }
}

const NOBODY = Bitmap.of(0, () => false);

const keyOf = (question: StoreQuestion): string => JSON.stringify(question);
