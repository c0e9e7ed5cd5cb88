export { LOCK_CAMPAIGNS } from './persistence/campaign-replicas.sql.js';
export { CampaignReplicas, type CampaignReplica } from './persistence/campaign-replicas.js';
export { GetNewLeads } from './use-cases/get-new-leads.js';
export { EnrollingWork } from './transport/enrolling-work.js';
