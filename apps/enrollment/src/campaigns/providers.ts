import { CampaignReplicas } from './persistence/campaign-replicas.js';
import { GetNewLeads } from './use-cases/get-new-leads.js';

export const repositories = [CampaignReplicas];
export const useCases = [GetNewLeads];
