import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AccountStatus, SendingAccountView } from '#contracts';
import type { AuthResult } from '../domain/health-score.js';

@Entity('sending_account')
export class SendingAccountRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') workspace_id!: string;
  /** Rises with every change that other services have to know. */
  @Column('int') version!: number;
  @Column('text') email!: string;
  @Column('text') display_name!: string;
  @Column('text') provider!: SendingAccountView['provider'];
  @Column('text') status!: AccountStatus;
  @Column('text', { nullable: true }) status_reason!: string | null;
  @Column('text') smtp_host!: string;
  @Column('int') smtp_port!: number;
  @Column('boolean') smtp_secure!: boolean;
  @Column('text', { nullable: true }) smtp_user!: string | null;
  @Column('bytea', { nullable: true }) smtp_password_ciphertext!: Buffer | null;
  @Column('bytea', { nullable: true }) smtp_password_nonce!: Buffer | null;
  @Column('text', { nullable: true }) smtp_password_key_id!: string | null;
  /** Null like its port and security: replies are not read from this inbox. */
  @Column('text', { nullable: true }) imap_host!: string | null;
  @Column('int', { nullable: true }) imap_port!: number | null;
  @Column('boolean', { nullable: true }) imap_secure!: boolean | null;
  @Column('text', { nullable: true }) imap_user!: string | null;
  @Column('bytea', { nullable: true }) imap_password_ciphertext!: Buffer | null;
  @Column('bytea', { nullable: true }) imap_password_nonce!: Buffer | null;
  @Column('text', { nullable: true }) imap_password_key_id!: string | null;
  @Column('int') daily_send_limit!: number;
  @Column('text') time_zone!: string;
  @Column('timestamptz', { nullable: true }) warmup_started_at!: Date | null;
  /** Messages that left and did not bounce, those of an earlier life included. */
  @Column('int') cumulative_sends!: number;
  @Column('double precision', { nullable: true }) reputation!: number | null;
  @Column('text') spf!: AuthResult;
  @Column('text') dkim!: AuthResult;
  @Column('text') dmarc!: AuthResult;
  @Column('int') health_score!: number;
  @Column('timestamptz') scored_at!: Date;
  @Column('timestamptz') created_at!: Date;
  @Column('timestamptz') updated_at!: Date;
  /** Sends refer to it: whoever is deleted stays as a row that nobody finds. */
  @Column('timestamptz', { nullable: true }) deleted_at!: Date | null;
}
