import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lazy } from '../../../../src/core/base/lazy';
import type { DraftId } from '../../../../src/core/stores/drafts/draft';
import { DraftRows } from '../../../../src/core/stores/drafts/draftRows';
import { DraftStore } from '../../../../src/core/stores/drafts/draftStore';
import type { Database } from '../../../../src/core/storage/database';
import { testDatabase } from '../../storage/support/testDatabase';
import { FakeClock } from '../../support/fakeClock';
import { turn } from './turn';

/** The drafts of windows that have one database. */
export class TwoWindows {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'two-windows-'));
  private readonly databases: Lazy<Database>[] = [];
  private readonly stores: DraftStore[] = [];

  /** @param follows whether it notices what other windows store, as it does except on some network file systems */
  open(follows = true): DraftStore {
    const database = new Lazy(() => testDatabase(this.folder));
    this.databases.push(database);
    const store = new DraftStore(new DraftRows(() => database.get()), new FakeClock());
    this.stores.push(store);
    if (!follows) Object.assign(store, { onDidChangeStored: () => ({ dispose: () => undefined }) });
    return store;
  }

  /** What is stored. */
  async values(id: DraftId): Promise<unknown> {
    return (await (this.stores[0] ?? this.open()).get(id))?.values;
  }

  /** Waits until this is so. */
  async until(isTrue: () => unknown, what: string): Promise<void> {
    const begun = Date.now();
    while (!(await isTrue())) {
      assert.ok(Date.now() - begun < 15_000, `not in time: ${what}`);
      await turn();
    }
  }

  async close(): Promise<void> {
    for (const store of this.stores) store.dispose();
    for (const database of this.databases) await database.value?.close();
    rmSync(this.folder, { recursive: true });
  }
}
