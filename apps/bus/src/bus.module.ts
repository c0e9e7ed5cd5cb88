import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, type ServiceConfig } from '#service';
import { AnsweredCommands } from './persistence/answered-commands.js';
import { migrations } from './persistence/migrations/index.js';
import { CommandWorker } from './transport/command-worker.js';
import { CommandsConsumer } from './transport/commands.consumer.js';
import { RetentionSchedule } from './transport/retention.schedule.js';
import { ExecuteCommand } from './use-cases/execute-command.js';
import { HandleCommand } from './use-cases/handle-command.js';
import { RecordSignal } from './use-cases/record-signal.js';

const repositories = [AnsweredCommands];
const useCases = [ExecuteCommand, HandleCommand, RecordSignal];
const schedules = [RetentionSchedule];
const consumers = [CommandsConsumer, CommandWorker];

/** Takes commands and signals of other systems from NATS, and requests the services that they concern. */
@Module({})
export class BusModule {
  static forConfig(config: ServiceConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: BusModule,
      service: 'bus',
      config,
      clock,
      migrations,
      providers: [...repositories, ...useCases, ...schedules, ...consumers],
    });
  }
}
