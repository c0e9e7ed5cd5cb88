import { CampaignReplicas } from './persistence/campaign-replicas.js';
import { GetNewLeads } from './persistence/get-new-leads.js';

export const repositories = [CampaignReplicas, GetNewLeads];
