import { Injectable } from '@nestjs/common';
import { Database, named, type Transaction } from '#database';
import type { ContactRow, GivenFields, StoredContact, WriteMode } from '../domain/contact-batch.js';
import { contactColumns, DELETE_CONTACT, UPDATE_CONTACT, WRITE_CONTACTS } from './contacts.sql.js';

/** What is known of a person, as columns. */
export interface PersonColumns {
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly title: string | null;
  readonly seniority: string | null;
  readonly department: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly linkedin_url: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly time_zone: string | null;
  readonly lead_source: string | null;
  readonly company_name: string | null;
  readonly company_domain: string | null;
  readonly company_industry: string | null;
  readonly company_employee_count: number | null;
  readonly company_revenue_band: string | null;
  readonly custom_fields: Record<string, unknown>;
}

export interface Contact extends PersonColumns {
  readonly id: string;
  readonly workspace_id: string;
  readonly lead_score: number | null;
  readonly icp_tier: string | null;
  readonly grade: string | null;
  readonly tags: string[];
  readonly verification_status: string | null;
  readonly is_enriched: boolean;
  readonly deleted_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

type Keyed = StoredContact & { readonly key: string };

export interface WrittenBatch {
  /** What became of each row, by its key. */
  readonly stored: ReadonlyMap<string, StoredContact>;
  readonly created: readonly Contact[];
  readonly updated: readonly Contact[];
}

const EXISTING = `
  select id, address as key, 'existing' as status from contact_lookup
  where workspace_id = $1 and address = any($2::text[])`;

const FIND = named(`
  select ${contactColumns('c')} from contact c where workspace_id = $1 and id = $2 and deleted_at is null`);

@Injectable()
export class Contacts {
  constructor(private readonly database: Database) {}

  /** Writes the rows as the mode says. */
  async write(
    tx: Transaction,
    {
      workspaceId,
      rows,
      mode,
      now,
    }: { workspaceId: string; rows: readonly ContactRow[]; mode: WriteMode; now: Date },
  ): Promise<WrittenBatch> {
    const given = Object.fromEntries(rows.map(({ key, fields }) => [key, fields]));
    const written = await tx.query<Keyed & Contact>(WRITE_CONTACTS, [
      JSON.stringify(given),
      workspaceId,
      now,
      mode,
    ]);
    const keys = new Set(written.map(({ key }) => key));
    const passedOver = rows.map(({ key }) => key).filter((key) => !keys.has(key));
    const existing = passedOver.length === 0 ? [] : await this.existing(tx, workspaceId, passedOver);

    return {
      stored: new Map([...written, ...existing].map(({ key, id, status }) => [key, { id, status }])),
      created: written.filter(({ status }) => status === 'created'),
      updated: written.filter(({ status }) => status === 'updated'),
    };
  }

  private existing(tx: Transaction, workspaceId: string, keys: readonly string[]): Promise<Keyed[]> {
    return tx.query<Keyed>(EXISTING, [workspaceId, keys]);
  }

  async find(workspaceId: string, id: string): Promise<Contact | undefined> {
    const [contact] = await this.database.query<Contact>(FIND, [workspaceId, id]);
    return contact;
  }

  /** Undefined when there is none. Rejects with the violated `contact_email` when another one has the address. */
  async update(
    tx: Transaction,
    { workspaceId, id, given, now }: { workspaceId: string; id: string; given: GivenFields; now: Date },
  ): Promise<Contact | undefined> {
    const values = [workspaceId, id, JSON.stringify(given), now];
    const [contact] = await tx.query<Contact>(UPDATE_CONTACT, values);
    return contact;
  }

  /** As it is after it; undefined when there is none. */
  async delete(tx: Transaction, workspaceId: string, id: string, now: Date): Promise<Contact | undefined> {
    const [contact] = await tx.query<Contact>(DELETE_CONTACT, [workspaceId, id, now]);
    return contact;
  }
}
