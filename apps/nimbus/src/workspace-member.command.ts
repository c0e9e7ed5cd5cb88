import { Option } from 'nest-commander';
import { WorkspaceId } from '#contracts';
import type { Id } from '#kernel';
import { ToolCommand, type ToolOptions } from './tool-command.js';

/** Lists of keys and people are short. */
export const PAGE_SIZE = 500;

export interface InWorkspace extends ToolOptions {
  readonly workspace: Id<'ws'>;
}

/** A command about something in a workspace. */
export abstract class WorkspaceMemberCommand extends ToolCommand {
  @Option({ flags: '--workspace <id>', description: 'The workspace, ws_…', required: true })
  workspace(id: string): Id<'ws'> {
    return WorkspaceId.parse(id);
  }
}
