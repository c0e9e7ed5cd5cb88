import { Module } from '@nestjs/common';
import { BusCommand } from './bus-user.commands.js';
import { DeadLetterCommand } from './dead-letter.commands.js';
import { DoctorCommand } from './doctor.command.js';
import { MigrateCommand } from './migrate.command.js';
import { OutboxCommand } from './outbox.command.js';
import { StreamsCommand } from './streams.commands.js';

const GROUPS = [BusCommand, DeadLetterCommand, OutboxCommand, StreamsCommand];

/** The operator's tool: one provider for each command. */
@Module({
  providers: [...GROUPS.flatMap((group) => group.registerWithSubCommands()), DoctorCommand, MigrateCommand],
})
export class NimbusModule {}
