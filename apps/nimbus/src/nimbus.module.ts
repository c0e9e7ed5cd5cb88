import { Module } from '@nestjs/common';
import { BusCommand } from './bus-user.commands.js';
import { MigrateCommand } from './migrate.command.js';

/** The operator's tool: one provider for each command. */
@Module({ providers: [...BusCommand.registerWithSubCommands(), MigrateCommand] })
export class NimbusModule {}
