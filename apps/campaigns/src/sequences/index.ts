export { SequenceUsers, type SequenceUse } from './persistence/sequence-users.js';
export { Sequences } from './persistence/sequences.js';
export { StepSchedules } from './persistence/step-schedules.js';
export { stepOf, type StepRow } from './persistence/step.row.js';
export { WorkspaceSettings } from './persistence/workspace-settings.js';
export { DescribeTexts } from './use-cases/describe-texts.js';
export { FindMessagesWithoutUnsubscribeLink } from './use-cases/find-messages-without-unsubscribe-link.js';
