import { Controller } from '@nestjs/common';
import { RebuildTotals, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { TotalsRebuild } from '../persistence/totals-rebuild.js';

@Controller()
export class RebuildController {
  constructor(private readonly rebuild: TotalsRebuild) {}

  @HandlesRequest(RebuildTotals)
  rebuildTotals({ after }: RequestOf<typeof RebuildTotals>) {
    return this.rebuild.next(after);
  }
}
