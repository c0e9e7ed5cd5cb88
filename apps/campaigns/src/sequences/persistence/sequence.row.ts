import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StepVariant, StepView } from '#contracts';

@Entity('sequence')
export class SequenceRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') workspace_id!: string;
  @Column('text') name!: string;
  @Column('int') version!: number;
  @Column('timestamptz') created_at!: Date;
  @Column('timestamptz') updated_at!: Date;
}

@Entity('sequence_step')
export class SequenceStepRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') sequence_id!: string;
  @Column('int') step_number!: number;
  @Column('double precision') delay_value!: number;
  @Column('text') delay_unit!: StepView['delay_unit'];
  @Column('text') subject!: string;
  @Column('text', { nullable: true }) body_html!: string | null;
  @Column('text', { nullable: true }) body_text!: string | null;
  @Column('boolean') same_thread!: boolean;
  /** Read and written whole, with the step that they belong to. */
  @Column('jsonb') variants!: StepVariant[];
}
