import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#kernel';
import { IndexedContacts } from '../persistence/indexed-contacts.js';
import { StoredMatches } from '../persistence/stored-matches.js';
import { ContactTable } from './contact-table.js';
import { WorkspaceIndex } from './workspace-index.js';

/** How much memory the indexes of all workspaces may take, in bytes; with 0 there are none. */
export const CONTACT_INDEX_BYTES = Symbol('CONTACT_INDEX_BYTES');

/** A million contacts are there by then; the deadline of a search is far enough away for the store to be asked instead. */
const PATIENCE_MS = 4_000;

interface Ready {
  readonly index: WorkspaceIndex;
  /** As it was counted last. */
  readonly bytes: number;
}

interface Reading {
  /** When a first part is there, which of a small workspace is all. */
  readonly begun: Promise<void>;
  readonly finished: Promise<void>;
  /** Who asks first is answered by the store. All at once, twenty scans of a million rows took it half a minute. */
  hasAskedStore: boolean;
}

/**
 * The contacts of the workspaces that are searched, in memory: a filter over a million of them, with its exact total,
 * is answered in less than a millisecond, where counting rows took the store up to a second.
 */
@Injectable()
export class ContactIndexes implements OnModuleDestroy {
  private readonly logger = new Logger(ContactIndexes.name);
  /** The one that was used last is the last one. */
  private readonly ready = new Map<string, Ready>();
  /** Of all that are ready. */
  private bytes = 0;
  private readonly reading = new Map<string, Reading>();
  private readonly tooLarge = new Set<string>();
  private stopping = false;

  constructor(
    private readonly contacts: IndexedContacts,
    private readonly matches: StoredMatches,
    private readonly clock: Clock,
    @Inject(CONTACT_INDEX_BYTES) private readonly maxBytes: number,
  ) {}

  /**
   * The index of a workspace with everything in it that was committed before the call. Undefined while a large one is
   * being read, and for one that does not fit: the store has to be asked then.
   */
  async current(workspaceId: string): Promise<WorkspaceIndex | undefined> {
    if (this.maxBytes === 0 || this.tooLarge.has(workspaceId)) return undefined;

    const { index } = this.ready.get(workspaceId) ?? (await this.read(workspaceId)) ?? {};
    if (index === undefined) return undefined;
    const isCurrent = await index.catchUp();
    if (this.ready.get(workspaceId)?.index === index) {
      if (isCurrent) this.keep(workspaceId, index);
      else this.drop(workspaceId);
    }
    return isCurrent ? index : undefined;
  }

  /** Whether `current` would not have to read the workspace first. */
  has(workspaceId: string): boolean {
    return this.ready.has(workspaceId);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.reading.values()].map(({ finished }) => finished));
  }

  private async read(workspaceId: string): Promise<Ready | undefined> {
    const reading = this.reading.get(workspaceId) ?? this.beginReading(workspaceId);
    await reading.begun;
    if (!this.ready.has(workspaceId) && reading.hasAskedStore) {
      await Promise.race([reading.finished, pause(PATIENCE_MS, undefined, { ref: false })]);
    }
    reading.hasAskedStore = true;
    return this.ready.get(workspaceId);
  }

  private beginReading(workspaceId: string): Reading {
    let hasBegun: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (hasBegun = resolve));
    const finished = this.readAll(workspaceId, hasBegun).finally(() => {
      this.reading.delete(workspaceId);
      hasBegun();
    });
    const reading = { begun, finished, hasAskedStore: false };
    this.reading.set(workspaceId, reading);
    return reading;
  }

  /** A failure is not the asker's: the store is asked instead, and the next search reads again. */
  private async readAll(workspaceId: string, hasBegun: () => void): Promise<void> {
    const readAt = this.clock.now();
    let table = new ContactTable();
    try {
      const snapshot = await this.contacts.readAll(workspaceId, {
        begin: () => (table = new ContactTable()),
        take: (part, { isLast }) => {
          table.write(part);
          if (!isLast) hasBegun();
          return table.bytes > this.maxBytes || this.stopping ? 'enough' : 'more';
        },
      });
      if (this.stopping) return;
      if (table.bytes > this.maxBytes) this.tooLarge.add(workspaceId);
      else {
        const state = { workspaceId, table, snapshot, readAt };
        this.keep(workspaceId, new WorkspaceIndex(state, this.contacts, this.matches, this.clock));
      }
    } catch (error) {
      this.logger.warn(`the contacts of a workspace could not be read into memory: ${String(error)}`);
    }
  }

  /**
   * As the one that was used last. Contacts and answers were added since it was counted: answers go rather than their
   * contacts, and one that has grown too large is found to be so when it is read again.
   */
  private keep(workspaceId: string, index: WorkspaceIndex): void {
    this.drop(workspaceId);
    if (index.bytes > this.maxBytes) index.forgetAnswers();
    const { bytes } = index;
    if (bytes > this.maxBytes) return;
    this.ready.set(workspaceId, { index, bytes });
    this.bytes += bytes;
    for (const [oldest] of this.ready) {
      if (this.bytes <= this.maxBytes) return;
      this.drop(oldest);
    }
  }

  private drop(workspaceId: string): void {
    this.bytes -= this.ready.get(workspaceId)?.bytes ?? 0;
    this.ready.delete(workspaceId);
  }
}
