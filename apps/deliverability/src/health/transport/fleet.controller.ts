import { Controller } from '@nestjs/common';
import { GetFleet, type RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { Fleet } from '../persistence/fleet.js';
import { fleetView, MAX_SHOWN } from '../views/fleet.view.js';

@Controller()
export class FleetController {
  constructor(
    private readonly fleet: Fleet,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(GetFleet)
  async get({ workspace_id }: RequestOf<typeof GetFleet>) {
    return fleetView(await this.fleet.figures(workspace_id, MAX_SHOWN, this.clock.now()));
  }
}
