import { Injectable } from '@nestjs/common';
import type { BounceReported, EventOf } from '#contracts';
import { Clock, unavailable } from '#kernel';
import { Enrollment } from '../clients/enrollment.js';
import { reportedBounce } from '../domain/reported-bounce.js';
import { LateBounces, type JudgedReport, type ReportedSend } from '../persistence/late-bounces.js';

type Report = EventOf<typeof BounceReported>;

/**
 * Judges delivery reports: the message bounced, or it leaves once more later. The steps of the latter are reopened first: a
 * crash after that leaves enrollments that wait, and the same report continues from there.
 */
@Injectable()
export class JudgeReports {
  constructor(
    private readonly lateBounces: LateBounces,
    private readonly enrollment: Enrollment,
    private readonly clock: Clock,
  ) {}

  /**
   * Idempotent. Rejects with DomainError `unavailable` where a message is still being delivered, or was not reported by its
   * platform yet, after the others.
   */
  async execute(reports: readonly Report[]): Promise<void> {
    const { sends, unsent } = await this.lateBounces.find(
      reports.map(({ workspaceid: workspace_id, data: { send_id } }) => ({ workspace_id, send_id })),
    );
    const judged = this.judge(reports, sends);
    const open = await this.reopened(judged.filter(isPostponed));
    await this.lateBounces.bounce(
      judged.filter((report) => !open.has(report)).map(withoutRetry),
      this.clock.now(),
    );

    if (unsent > 0) throw unavailable(`${unsent} reported messages have no outcome yet`);
  }

  /** One report per message. A message that has another outcome than to have left is not changed by a report. */
  private judge(reports: readonly Report[], sends: ReadonlyMap<string, ReportedSend>): JudgedReport[] {
    const now = this.clock.now();
    const judged = new Map<string, JudgedReport>();
    for (const { data } of reports) {
      const send = sends.get(data.send_id);
      const at = new Date(data.at);
      if (send === undefined || judged.has(send.id) || !hasLeft(send) || isRepeated(send, at)) continue;
      judged.set(send.id, { send, at, bounce: reportedBounce(data, { tries: send.attempts, now }) });
    }
    return [...judged.values()];
  }

  /** Schedules the messages again that their contacts still await. */
  private async reopened(postponed: readonly JudgedReport[]): Promise<ReadonlySet<JudgedReport>> {
    const open = new Set<JudgedReport>();
    for (const campaignId of new Set(postponed.map(({ send }) => send.campaignId))) {
      const reports = postponed.filter(({ send }) => send.campaignId === campaignId);
      const again = await this.awaited(reports);
      await this.lateBounces.scheduleAgain(campaignId, again, this.clock.now());
      for (const each of again) open.add(each);
    }
    return open;
  }

  /** Those of one campaign whose steps could be reopened. */
  private async awaited(reports: readonly JudgedReport[]): Promise<JudgedReport[]> {
    const sends = reports.map(({ send }) => send);
    const [first] = sends;
    if (first === undefined) return [];
    const ref = { workspace_id: first.workspaceId, campaign_id: first.campaignId };
    const results = await this.enrollment.reopen(ref, sends);
    return reports.filter((_, at) => results[at] === 'reopened');
  }
}

const hasLeft = ({ status }: ReportedSend): boolean => status === 'sent' || status === 'indeterminate';

/** Clocks of mail servers differ. A message leaves again an hour after its report, or later. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** A second report about a try that was judged before, when the message has left once more since. */
function isRepeated({ reportedAt, deliveryStartedAt }: ReportedSend, at: Date): boolean {
  if (reportedAt === null) return false;
  const latestTry = (deliveryStartedAt ?? reportedAt).getTime();
  return at <= reportedAt || at.getTime() < latestTry - CLOCK_SKEW_MS;
}

/** A platform has the texts of its messages: none of them leaves from here. */
const isPostponed = ({ bounce, send }: JudgedReport): boolean => bounce.retryAt !== null && !send.delegated;

/** The contact has moved on or stopped, so that no further try follows. */
const withoutRetry = ({ bounce, ...report }: JudgedReport): JudgedReport => ({
  ...report,
  bounce: { ...bounce, refusal: { ...bounce.refusal, code: 'recipient_refused' }, retryAt: null },
});
