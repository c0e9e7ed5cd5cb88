import { Controller } from '@nestjs/common';
import { ExplainHealth, GetFleet, type RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { AccountHealth } from '../persistence/account-health.js';
import { Fleet } from '../persistence/fleet.js';
import { accountHealthView } from '../views/account-health.view.js';
import { fleetView, MAX_SHOWN } from '../views/fleet.view.js';

@Controller()
export class FleetController {
  constructor(
    private readonly fleet: Fleet,
    private readonly health: AccountHealth,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(GetFleet)
  async get({ workspace_id }: RequestOf<typeof GetFleet>) {
    return fleetView(await this.fleet.figures(workspace_id, MAX_SHOWN, this.clock.now()));
  }

  @HandlesRequest(ExplainHealth)
  async explain({ workspace_id, sending_account_id }: RequestOf<typeof ExplainHealth>) {
    const record = await this.health.record(workspace_id, sending_account_id, this.clock.now());
    return accountHealthView(sending_account_id, record);
  }
}
