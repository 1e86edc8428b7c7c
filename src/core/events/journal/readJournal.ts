import type { JournalEntry, JournalPage, JournalPlace, JournalQuery, JournalReader } from './journal';
import { JournalIndex } from './journalIndex';
import { readSegment, segmentsIn, type SegmentPlace } from './segments';

const day = 24 * 3_600_000;
export const usualMaxAgeMs = 30 * day;

/** The files of a journal in an index, brought up to date by reading only what is new in them. */
export class JournalFiles {
  readonly index = new JournalIndex();
  private readonly places = new Map<string, SegmentPlace>();

  constructor(private readonly dir: string) {}

  /**
   * @returns how many new lines could not be read
   * @throws JournalError
   */
  async catchUp(): Promise<number> {
    const names = await segmentsIn(this.dir);
    for (const known of [...this.places.keys()]) if (!names.includes(known)) this.forget(known);
    let malformed = 0;
    for (const name of names) {
      const part = await readSegment(this.dir, name, this.places.get(name));
      if (!part) continue;
      if (part.isAnother) this.forget(name);
      for (const { record, line } of part.records) this.index.apply(record, name, line);
      this.places.set(name, part.place);
      malformed += part.malformed;
    }
    return malformed;
  }

  private forget(name: string): void {
    this.places.delete(name);
    this.index.drop(name);
  }
}

/**
 * Looks into the journal of the window that leads. Each call reads what is new since the last one; nothing is
 * ever written. A folder that does not exist yet counts as an empty journal.
 */
export function readJournal({ dir, clock, maxAgeMs = usualMaxAgeMs }: JournalPlace): JournalReader {
  return new FollowingReader(new JournalFiles(dir), () => clock.now() - maxAgeMs);
}

class FollowingReader implements JournalReader {
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: JournalFiles,
    private readonly since: () => number,
  ) {}

  async page(query: JournalQuery = {}): Promise<JournalPage> {
    return (await this.upToDate()).page(query, this.since());
  }

  async get(eventId: string): Promise<JournalEntry | undefined> {
    return (await this.upToDate()).get(eventId, this.since());
  }

  async unreadCount(account?: string): Promise<number> {
    return (await this.upToDate()).idsWhere(account, this.since(), 'readAt').length;
  }

  async unshown(account?: string): Promise<readonly JournalEntry[]> {
    return (await this.upToDate()).where(account, this.since(), 'shownAt');
  }

  /** One after the other: two that read the same bytes would both move on. */
  private async upToDate(): Promise<JournalIndex> {
    const turn = this.reading.then(() => this.files.catchUp());
    this.reading = turn.catch(() => undefined);
    await turn;
    return this.files.index;
  }
}
