/** Jobs that wait, each of a workspace. The workspaces take turns, whatever the number of their jobs. */
export class Turns<Job extends { readonly workspaceId: string }> {
  /** The workspace that waits longest comes first. */
  private readonly waiting = new Map<string, Job[]>();

  /** Behind the other jobs of its workspace. */
  add(job: Job): void {
    const jobs = this.waiting.get(job.workspaceId);
    if (jobs === undefined) this.waiting.set(job.workspaceId, [job]);
    else jobs.push(job);
  }

  /** The next job of the first workspace that may have a turn; the workspace is the last one then. */
  take(mayRun: (workspaceId: string) => boolean): Job | undefined {
    for (const [workspaceId, jobs] of this.waiting) {
      if (!mayRun(workspaceId)) continue;
      const job = jobs.shift();
      this.waiting.delete(workspaceId);
      if (jobs.length > 0) this.waiting.set(workspaceId, jobs);
      return job;
    }
    return undefined;
  }

  /** All of them. */
  clear(): Job[] {
    const jobs = [...this.waiting.values()].flat();
    this.waiting.clear();
    return jobs;
  }
}
