import { Injectable } from '@nestjs/common';
import { ContactIndexes } from '../contact-index/contact-indexes.js';
import { matchSegment } from '../contact-index/match-filter.js';
import { questionsOfSegment } from '../contact-index/store-questions.js';
import { membersOf, Segments, type Segment } from '../persistence/segments.js';

/** How many contacts segments hold now: told from memory, and by the store while they are not there. */
@Injectable()
export class CountSegments {
  constructor(
    private readonly segments: Segments,
    private readonly indexes: ContactIndexes,
  ) {}

  /** In the order of the segments, which are all of one workspace. */
  async execute(segments: readonly Segment[]): Promise<number[]> {
    const [first] = segments;
    if (first === undefined) return [];
    const members = segments.map(membersOf);
    const index = await this.indexes.current(first.workspaceId);
    const counts = await index?.combine(members.flatMap(questionsOfSegment), (known) =>
      members.map((each) => matchSegment(known, each).count()),
    );
    return counts ?? this.segments.countContacts(segments);
  }
}
