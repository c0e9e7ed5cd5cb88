import { writeFile } from 'node:fs/promises';
import { Command, Option, SubCommand } from 'nest-commander';
import { DeleteContact, eraseContact, exportContact, FindContactByAddress, SERVICES } from '#contracts';
import { DomainError, unusedId, type Id } from '#kernel';
import { asOperator, type Operator } from './operator.js';
import { CommandGroup } from './tool-command.js';
import { WorkspaceMemberCommand, type InWorkspace } from './workspace-member.command.js';

/** Events that were on their way bring rows back once; each pass erases what the one before met too early. */
const MAX_PASSES = 10;

interface PersonOptions extends InWorkspace {
  readonly email: string;
}

abstract class PersonCommand extends WorkspaceMemberCommand {
  @Option({ flags: '--email <address>', description: 'The address of the contact', required: true })
  email(address: string): string {
    return address.trim().toLowerCase();
  }
}

@SubCommand({
  name: 'export',
  description: 'Writes all that the services have stored about a contact, as JSON.',
})
class ExportContactCommand extends PersonCommand {
  @Option({ flags: '--out <file>', description: 'The file to write', required: true })
  out(file: string): string {
    return file;
  }

  run(_: string[], { out, ...options }: PersonOptions & { readonly out: string }): Promise<void> {
    return asOperator(async (operator) => {
      const person = await personOf(operator, options);
      const rows = [];
      for (const service of SERVICES) {
        const found = await operator.rpc.request(exportContact(service), person);
        rows.push(...found.rows.map((row) => ({ service, ...row })));
      }
      await writeFile(out, `${JSON.stringify({ email: options.email, rows }, null, 2)}\n`, { mode: 0o600 });
      this.show({ file: out, rows: rows.length }, options, () => [`written: ${out}, ${rows.length} rows`]);
    });
  }
}

@SubCommand({
  name: 'delete',
  description:
    'Erases a contact: the rows and texts of all services about the address. A hash of it stays, so that nobody writes to it again. Outboxes (7 days), streams (30 days at most) and answers to repeated requests (15 days at most) forget by age.',
})
class DeleteContactCommand extends PersonCommand {
  @Option({ flags: '--yes', description: 'Really: nothing brings the data back', required: true })
  yes(): boolean {
    return true;
  }

  run(_: string[], options: PersonOptions): Promise<void> {
    return asOperator(async (operator) => {
      const rows = await erase(operator, options);
      this.show({ email: options.email, rows }, options, () => [
        ...Object.entries(rows).map(([service, count]) => `${service.padEnd(14)} ${count} rows`),
        `erased: ${options.email}`,
      ]);
    });
  }
}

@Command({
  name: 'contact',
  description: 'The data of one person.',
  subCommands: [ExportContactCommand, DeleteContactCommand],
})
export class ContactCommand extends CommandGroup {}

/** A contact whom nobody knows any more has an id that no row has: rows that name the address are found all the same. */
async function personOf({ rpc }: Operator, { workspace, email }: PersonOptions) {
  const found = await rpc.request(FindContactByAddress, { workspace_id: workspace, email });
  return { workspace, email, contact_id: found.contact_id ?? unusedId('cont') };
}

/** The contact is deleted first, so that nothing about it is enrolled, sent or stored any more. */
async function erase(operator: Operator, options: PersonOptions): Promise<Record<string, number>> {
  const person = await personOf(operator, options);
  await deleteIfThere(operator, person.workspace, person.contact_id);
  const rows: Record<string, number> = {};
  for (let pass = 1, erased = 1; erased > 0; pass += 1) {
    if (pass > MAX_PASSES) throw new Error('new rows still come; run the command again');
    erased = 0;
    for (const service of SERVICES) {
      const result = await operator.rpc.request(eraseContact(service), person);
      rows[service] = (rows[service] ?? 0) + result.erased;
      erased += result.erased;
    }
  }
  return rows;
}

async function deleteIfThere({ rpc }: Operator, workspace: Id<'ws'>, contact: Id<'cont'>): Promise<void> {
  try {
    await rpc.request(DeleteContact, { workspace_id: workspace, contact_id: contact });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
  }
}
