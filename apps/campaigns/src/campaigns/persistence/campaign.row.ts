import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ContactFilter } from '#contracts';
import type { CampaignStatus } from '../domain/campaign.js';
import type { CampaignSettings } from './stored-campaign.js';

/** The columns are named as on the wire; ids are uuids here. */
@Entity('campaign')
export class CampaignRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') workspace_id!: string;
  @Column('int') version!: number;
  @Column('text') status!: CampaignStatus;
  @Column('text', { nullable: true }) paused_by!: 'user' | 'deliverability' | null;
  @Column('text', { nullable: true }) pause_reason!: string | null;
  @Column('timestamptz', { nullable: true }) started_at!: Date | null;
  @Column('timestamptz', { nullable: true }) completed_at!: Date | null;
  @Column('timestamptz', { nullable: true }) archived_at!: Date | null;
  @Column('timestamptz') created_at!: Date;
  @Column('timestamptz') updated_at!: Date;

  @Column('uuid', { nullable: true }) client_id!: string | null;
  @Column('text') name!: string;
  @Column('text') campaign_type!: CampaignSettings['campaign_type'];
  @Column('text') platform!: CampaignSettings['platform'];
  @Column('uuid') sequence_id!: string;
  @Column('uuid', { array: true }) sending_account_ids!: string[];
  @Column('int') min_health_score!: number;
  @Column('int') daily_send_limit!: number;
  @Column('int') max_new_leads_per_day!: number;
  @Column('boolean') smart_time_gaps!: boolean;
  @Column('int') send_window_start!: number;
  @Column('int') send_window_end!: number;
  @Column('int', { array: true }) send_days!: number[];
  @Column('text') time_zone!: string;
  @Column('boolean') recipient_time_zone!: boolean;
  @Column('boolean') open_tracking_enabled!: boolean;
  @Column('boolean') link_tracking_enabled!: boolean;
  @Column('boolean') stop_on_reply!: boolean;
  @Column('boolean') stop_on_domain_reply!: boolean;
  @Column('boolean') stop_on_unsubscribe!: boolean;
  @Column('jsonb') contact_filter!: ContactFilter;
}
