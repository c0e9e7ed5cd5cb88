import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  AccountsHealth,
  AddSuppression,
  BulkUpsertContacts,
  CampaignsEnroll,
  CampaignsPause,
  ContactsSuppress,
  ContactsUpsert,
  EmailsBounced,
  EmailsComplained,
  EmailsDelivered,
  EmailsReplied,
  EnrollContacts,
  GetCampaign,
  PauseCampaign,
  readInput,
  ReportAccountHealth,
  type BusCommandContract,
} from '#contracts';
import { DomainError } from '#kernel';
import { RpcClient, type EventMessage } from '#messaging';
import type { Command } from '../domain/command.js';
import { RecordSignal } from './record-signal.js';

/** The data of the answer, and the events to publish together with it. */
export interface Effect {
  readonly data: unknown;
  readonly messages: readonly EventMessage[];
}

type Handler = (command: Command) => Promise<Effect>;
type Entry = readonly [name: string, handler: Handler];

/** Requests the service that a command concerns. Each request changes nothing more when it is repeated. */
@Injectable()
export class ExecuteCommand {
  private readonly handlers: ReadonlyMap<string, Handler>;

  constructor(
    private readonly rpc: RpcClient,
    private readonly signals: RecordSignal,
  ) {
    this.handlers = new Map([...this.commands(), ...this.signalsOfMail()]);
  }

  /** @throws DomainError: `unknown_command`, `validation_error`, or the refusal of the service that was asked */
  async execute(command: Command): Promise<Effect> {
    const handler = this.handlers.get(command.envelope.type);
    if (handler === undefined) throw unknownCommand(command.envelope.type);
    return handler(command);
  }

  private commands(): Entry[] {
    return [
      asking(ContactsUpsert, (data, owner) => this.rpc.request(BulkUpsertContacts, { ...owner, ...data })),
      asking(ContactsSuppress, (suppression, owner) =>
        this.rpc.request(AddSuppression, { ...owner, suppression }),
      ),
      asking(CampaignsEnroll, (data, owner) => this.rpc.request(EnrollContacts, { ...owner, ...data })),
      asking(CampaignsPause, (data, owner) => this.pause({ ...owner, ...data })),
      asking(AccountsHealth, async (data, owner) => {
        const { id, health } = await this.rpc.request(ReportAccountHealth, { ...owner, ...data });
        return { sending_account_id: id, health_score: health.score };
      }),
    ];
  }

  private signalsOfMail(): Entry[] {
    return [
      handling(EmailsDelivered, (data, command) => this.signals.delivered(command, data)),
      handling(EmailsBounced, (data, command) => this.signals.bounced(command, data)),
      handling(EmailsComplained, (data, command) => this.signals.complained(command, data)),
      handling(EmailsReplied, (data, command) => this.signals.replied(command, data)),
    ];
  }

  /** A campaign that is paused is as the sender wants it, also where this command has paused it before a crash. */
  private async pause(pause: z.output<typeof PauseCampaign.request>) {
    const { campaign_id, workspace_id } = pause;
    try {
      const { campaign, in_flight } = await this.rpc.request(PauseCampaign, pause);
      return { campaign_id, status: campaign.status, in_flight };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_transition') throw error;
      const { status } = await this.rpc.request(GetCampaign, { workspace_id, campaign_id });
      if (status !== 'paused') throw error;
      return { campaign_id, status, in_flight: 0 };
    }
  }
}

type Owner = { readonly workspace_id: Command['workspaceId'] };

/** A command whose effect is in another service. */
const asking = <Data extends z.ZodType, Answer extends z.ZodType>(
  contract: BusCommandContract<string, Data, Answer>,
  ask: (data: z.output<Data>, owner: Owner) => Promise<z.output<Answer>>,
): Entry =>
  handling(contract, async (data, { workspaceId }) => ({
    data: await ask(data, { workspace_id: workspaceId }),
    messages: [],
  }));

const handling = <Data extends z.ZodType>(
  { name, data: schema }: { readonly name: string; readonly data: Data },
  handle: (data: z.output<Data>, command: Command) => Promise<Effect>,
): Entry => [name, async (command) => handle(readInput(schema, command.envelope.data), command)];

const unknownCommand = (name: string): DomainError =>
  new DomainError('invalid', 'unknown_command', `there is no command ${name}: see docs/asyncapi.yaml`);
