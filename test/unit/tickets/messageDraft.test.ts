import assert from 'node:assert/strict';
import type { Draft, DraftId } from '../../../src/core/stores/drafts/draft';
import type { DraftStorage } from '../../../src/core/stores/drafts/draftStorage';
import { DraftStore } from '../../../src/core/stores/drafts/draftStore';
import { StorageError } from '../../../src/core/storage/storageError';
import { MessageDraft } from '../../../src/ui/tickets/messageDraft';
import { FakeClock } from '../support/fakeClock';
import { turn } from '../stores/support/turn';

const id = { account: 'classic:ada@example.com', subject: 'reply/7QK2P' } as const;

const own = (): Error => new StorageError('broken', 'EIO');
/** A copy of the class, as in the bundle of the drafts, which is not the bundle of the input box. */
const copied = (): Error =>
  Object.assign(new Error('broken (EIO)'), { name: 'StorageError', fault: 'broken' });

function memory(): DraftStorage & { broken: (() => Error) | undefined } {
  const entries = new Map<string, Draft>();
  const keyOf = ({ account, subject }: DraftId): string => `${account} ${subject}`;
  const storage = {
    broken: undefined as (() => Error) | undefined,
    onDidChange: () => ({ dispose: () => undefined }),
    write: (of: DraftId, draft: Draft | undefined) => {
      if (draft) entries.set(keyOf(of), draft);
      else entries.delete(keyOf(of));
      return Promise.resolve(undefined);
    },
    read: (of: DraftId) =>
      storage.broken ? Promise.reject(storage.broken()) : Promise.resolve(entries.get(keyOf(of))),
    list: () => Promise.resolve([...entries.values()]),
  };
  return storage;
}

describe('input box of a ticket row', () => {
  const storage = memory();
  let drafts: DraftStore;
  const read = (): Promise<MessageDraft> => MessageDraft.read(drafts, id, 'Tent poles');
  const kept = async (): Promise<unknown> => (await drafts.get(id))?.values;

  beforeEach(async () => {
    storage.broken = undefined;
    drafts = new DraftStore(storage, new FakeClock());
    await drafts.discard(id);
  });
  afterEach(() => drafts.dispose());

  it('restores the ticket’s draft after the extension host was killed', async () => {
    const draft = await read();
    assert.deepEqual([draft.text, draft.kind], ['', 'reply']);
    await draft.keep('Half a no', 'note');
    drafts = new DraftStore(storage, new FakeClock());
    assert.deepEqual(await kept(), { message: 'Half a no', private: true });
    const again = await read();
    assert.deepEqual([again.text, again.kind], ['Half a no', 'note']);
    assert.equal((await drafts.list())[0]?.title, 'Tent poles');
  });

  it('does not change what was typed in the ticket panel, before or meanwhile', async () => {
    const base = { status: 'open' };
    await drafts.keep(id, 'Tent poles', { message: 'Hi', status: 'solved' }, { base });
    const draft = await read();
    await draft.keep('Hi!', 'reply');
    assert.deepEqual(await kept(), { message: 'Hi!', status: 'solved' });
    assert.deepEqual((await drafts.get(id))?.base, base);
    await drafts.keep(id, 'Tent poles', { message: 'Hi!', status: 'solved', subject: 'Poles' });
    await turn();
    await draft.keep('Hi!!', 'reply');
    assert.deepEqual(await kept(), { message: 'Hi!!', status: 'solved', subject: 'Poles' });
    await draft.keep('', 'reply');
    assert.deepEqual(await kept(), { status: 'solved', subject: 'Poles' });
  });

  it('deletes the draft when it is empty', async () => {
    const draft = await read();
    await draft.keep('Sent', 'reply');
    await draft.keep('', 'reply');
    assert.equal(await kept(), undefined);
  });

  for (const [whose, fault] of Object.entries({ own, copied })) {
    it(`saves a draft if an older one cannot be read: ${whose} class`, async () => {
      storage.broken = fault;
      const draft = await read();
      assert.equal(draft.text, '');
      storage.broken = undefined;
      await draft.keep('New', 'reply');
      assert.deepEqual(await kept(), { message: 'New' });
    });
  }
});
