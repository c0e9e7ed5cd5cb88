import { Injectable } from '@nestjs/common';
import { BounceReported, type EventOf } from '#contracts';
import { Alarm } from '#kernel';
import { OnEvents } from '#messaging';
import { JudgeReports } from '../use-cases/judge-reports.js';

@Injectable()
export class BouncesConsumer {
  constructor(
    private readonly judgeReports: JudgeReports,
    private readonly alarm: Alarm,
  ) {}

  @OnEvents([BounceReported], { durable: 'dispatcher-bounces' })
  async judge(reports: EventOf<typeof BounceReported>[]): Promise<void> {
    await this.judgeReports.execute(reports);
    this.alarm.ring();
  }
}
