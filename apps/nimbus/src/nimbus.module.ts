import { Module } from '@nestjs/common';
import { MigrateCommand } from './migrate.command.js';

/** The operator's tool: one provider for each command. */
@Module({ providers: [MigrateCommand] })
export class NimbusModule {}
