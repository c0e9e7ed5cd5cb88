import { Module } from '@nestjs/common';
import { AnalyticsCommand } from './analytics.command.js';
import { BusCommand } from './bus-user.commands.js';
import { ContactCommand } from './contact.commands.js';
import { DeadLetterCommand } from './dead-letter.commands.js';
import { DoctorCommand } from './doctor.command.js';
import { HealthCommand } from './health.command.js';
import { KeyCommand } from './key.commands.js';
import { MigrateCommand } from './migrate.command.js';
import { OutboxCommand } from './outbox.command.js';
import { RestoreCommand } from './restore.command.js';
import { SecretsCommand } from './secrets.command.js';
import { StreamsCommand } from './streams.commands.js';
import { UsersCommand } from './users.commands.js';
import { WorkspaceCommand } from './workspace.commands.js';

const COMMANDS = [DoctorCommand, MigrateCommand, RestoreCommand];
const GROUPS = [
  AnalyticsCommand,
  BusCommand,
  ContactCommand,
  DeadLetterCommand,
  HealthCommand,
  KeyCommand,
  OutboxCommand,
  SecretsCommand,
  StreamsCommand,
  UsersCommand,
  WorkspaceCommand,
];

/** The operator's tool: one provider for each command. */
@Module({ providers: [...GROUPS.flatMap((group) => group.registerWithSubCommands()), ...COMMANDS] })
export class NimbusModule {}
