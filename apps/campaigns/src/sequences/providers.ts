import { TemplateWorkers } from '#composing';
import { Sequences } from './persistence/sequences.js';
import { StepSchedules } from './persistence/step-schedules.js';
import { SequencesController } from './transport/sequences.controller.js';
import { CreateSequence } from './use-cases/create-sequence.js';
import { PreviewSequence } from './use-cases/preview-sequence.js';
import { UpdateSequence } from './use-cases/update-sequence.js';
import { WellFormedTexts } from './use-cases/well-formed-texts.js';

export const repositories = [Sequences, StepSchedules];
export const useCases = [CreateSequence, PreviewSequence, TemplateWorkers, UpdateSequence, WellFormedTexts];
export const controllers = [SequencesController];
