import { Controller } from '@nestjs/common';
import { RebuildHealth, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { HealthRebuild } from '../persistence/health-rebuild.js';

@Controller()
export class RebuildController {
  constructor(private readonly rebuild: HealthRebuild) {}

  @HandlesRequest(RebuildHealth)
  rebuildHealth({ after }: RequestOf<typeof RebuildHealth>) {
    return this.rebuild.next(after);
  }
}
