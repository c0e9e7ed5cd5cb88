import { GateDecisions } from './persistence/gate-decisions.js';
import { GatePolicies } from './persistence/gate-policies.js';
import { DecisionsCleanUp } from './transport/clean-up.schedule.js';
import { GateController } from './transport/gate.controller.js';
import { CheckGate } from './use-cases/check-gate.js';

export const controllers = [GateController];
export const providers = [GateDecisions, GatePolicies, CheckGate, DecisionsCleanUp];
