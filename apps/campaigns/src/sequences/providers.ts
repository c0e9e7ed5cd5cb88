import { TemplateWorkers } from '#composing';
import { Sequences } from './persistence/sequences.js';
import { StepSchedules } from './persistence/step-schedules.js';
import { WorkspaceSettings } from './persistence/workspace-settings.js';
import { SequencesController } from './transport/sequences.controller.js';
import { WorkspaceEventsConsumer } from './transport/workspace-events.consumer.js';
import { CreateSequence } from './use-cases/create-sequence.js';
import { DescribeTexts } from './use-cases/describe-texts.js';
import { FindMessagesWithoutUnsubscribeLink } from './use-cases/find-messages-without-unsubscribe-link.js';
import { PreviewSequence } from './use-cases/preview-sequence.js';
import { UpdateSequence } from './use-cases/update-sequence.js';
import { WellFormedTexts } from './use-cases/well-formed-texts.js';

export const repositories = [Sequences, StepSchedules, WorkspaceSettings];
export const useCases = [
  CreateSequence,
  DescribeTexts,
  FindMessagesWithoutUnsubscribeLink,
  PreviewSequence,
  TemplateWorkers,
  UpdateSequence,
  WellFormedTexts,
];
export const consumers = [WorkspaceEventsConsumer];
export const controllers = [SequencesController];
