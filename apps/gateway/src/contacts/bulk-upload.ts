import { Injectable } from '@nestjs/common';
import { BulkUpsertContacts, type BulkContacts, type BulkContactsResult, type WorkspaceId } from '#contracts';
import { DomainError } from '#kernel';
import { batchesOf, MAX_MESSAGE_BYTES, RpcClient } from '#messaging';

/** Sends rows of contacts to the enrollment service. */
@Injectable()
export class BulkUpload {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * In as few requests as fit into NATS messages; nearly always one. One after the other, because a row may repeat
   * an address of an earlier one. When a later request fails, the rows before it are stored: sending the same again
   * is safe, since an address identifies its contact.
   */
  async send(workspaceId: WorkspaceId, { mode, contacts }: BulkContacts): Promise<BulkContactsResult> {
    const total: BulkContactsResult = { created: 0, updated: 0, skipped: 0, failed: 0, results: [] };
    for (const rows of batchesOf(contacts, { bytesOf })) {
      const part = await this.rpc.request(BulkUpsertContacts, {
        workspace_id: workspaceId,
        mode,
        contacts: rows,
      });
      append(total, part);
    }
    return total;
  }
}

function bytesOf(contact: BulkContacts['contacts'][number]): number {
  const bytes = Buffer.byteLength(JSON.stringify(contact));
  if (bytes <= MAX_MESSAGE_BYTES) return bytes;
  throw new DomainError(
    'too_large',
    'payload_too_large',
    `a contact has more than ${MAX_MESSAGE_BYTES} bytes`,
  );
}

function append(total: BulkContactsResult, part: BulkContactsResult): void {
  const before = total.results.length;
  total.created += part.created;
  total.updated += part.updated;
  total.skipped += part.skipped;
  total.failed += part.failed;
  total.results.push(...part.results.map((result) => ({ ...result, index: before + result.index })));
}
