import assert from 'node:assert/strict';
import type { FormState, SaveAnswer } from '../../../src/protocol/form';
import { defaultsOf } from '../../../src/protocol/formValues';
import { specOf } from '../protocol/support/specs';
import { responseTimeoutMs } from '../../../src/webview/shared/draftSync';
import { fakePageStorage } from './support/fakePageStorage';
import { openedPage } from './support/fakeEnvironment';

const spec = specOf([
  { kind: 'text', name: 'subject', label: 'Subject' },
  { kind: 'choice', name: 'source.type', label: 'Source', options: [], default: 'lc2' },
  {
    kind: 'text',
    name: 'source.url',
    label: 'Address',
    visibleWhen: { field: 'source.type', is: 'chat-window' },
  },
  { kind: 'password', name: 'password', label: 'Password' },
]);

function state(changes: Partial<FormState> = {}): FormState & { key: string } {
  const initial = defaultsOf(spec);
  return {
    key: 'me ticket.new',
    spec,
    initial,
    values: {},
    restored: false,
    busy: false,
    problems: [],
    lastEditAt: 0,
    revision: 0,
    ...changes,
  };
}

describe('the form page', () => {
  it('sends `ready` with its stored input', () => {
    assert.deepEqual(openedPage().commands(), [['ready', {}]]);
    const kept = { key: 'me ticket.new', at: 7, values: { subject: 'Hi' } };
    assert.deepEqual(openedPage(kept).commands(), [['ready', { kept }]]);
  });

  it('ignores a stored state that it does not recognize', () => {
    for (const malformed of [null, 'x', { key: 7 }, { key: 'a', at: 1, values: { b: 1 } }]) {
      assert.deepEqual(openedPage(malformed).commands(), [['ready', {}]]);
    }
  });

  it('renders the form with defaults, and focuses the first field', () => {
    const page = openedPage();
    page.show(state());
    assert.equal(page.face.drawn?.values['source.type'], 'lc2');
    assert.equal(page.face.focused, 'subject');
    assert.deepEqual(page.face.visible, { 'source.url': false });
  });

  it('shows a dependent field as soon as the other field has the required value', () => {
    const page = openedPage();
    page.show(state());
    page.form.input('source.type', 'chat-window');
    assert.deepEqual(page.face.visible, { 'source.url': true });
  });

  it('stores and sends every edit at once, with an increasing time', () => {
    const page = openedPage();
    page.show(state());
    for (const subject of ['H', 'Hi']) page.form.input('subject', subject);
    assert.deepEqual(page.drafts(), [
      { values: { subject: 'H' }, revision: 0, at: 1 },
      { values: { subject: 'Hi' }, revision: 0, at: 2 },
    ]);
    assert.deepEqual(page.kept, { key: 'me ticket.new', at: 2, values: { subject: 'Hi' } });
  });

  it('passes input that the host has not stored to the next page, which sends it', () => {
    const pageStorage = fakePageStorage();
    const dead = openedPage(undefined, pageStorage);
    dead.show(state());
    for (const subject of ['H', 'Hi']) dead.form.input('subject', subject);
    dead.notify('stored', { at: 1 });
    const next = openedPage(undefined, pageStorage);
    next.show(state({ values: { subject: 'H' }, lastEditAt: 1 }));
    assert.equal(next.face.drawn?.values.subject, 'Hi');
    assert.equal(next.face.drawn.restored, true);
    assert.deepEqual(next.drafts(), [{ values: { subject: 'Hi' }, revision: 0, at: 3 }]);
    next.notify('stored', { at: 3 });
    const last = openedPage(undefined, pageStorage);
    last.show(state());
    assert.equal(last.face.drawn?.values.subject, '');
  });

  it('sends, in a form that edits an item, the values that the edited fields had when typing began', () => {
    const pageStorage = fakePageStorage();
    const page = openedPage(undefined, pageStorage);
    page.show(state({ base: {} }));
    page.form.input('subject', 'Hi');
    page.form.input('password', 'hunter2');
    const typed = { values: { subject: 'Hi' }, base: { subject: '' } };
    assert.deepEqual(page.drafts().at(-1), { ...typed, revision: 0, at: 2 });
    assert.deepEqual(page.kept, { key: 'me ticket.new', ...typed, at: 2 });
    const next = openedPage(undefined, pageStorage);
    const initial = { ...defaultsOf(spec), subject: 'Theirs' };
    next.show(state({ initial, base: { subject: 'Unknown', 'source.type': 'lc2' } }));
    assert.deepEqual(next.drafts(), [{ ...typed, revision: 0, at: 3 }]);
    void next.form.submit();
    assert.deepEqual(next.lastRequest().payload, {
      values: { ...defaultsOf(spec), subject: 'Hi' },
      ...{ base: { subject: '' }, revision: 0 },
    });
  });

  it('restores no input that the host has stored, or of another form', () => {
    const pageStorage = fakePageStorage();
    const closed = openedPage(undefined, pageStorage);
    closed.show(state());
    closed.form.input('subject', 'Saved long ago');
    for (const other of [{ lastEditAt: 1 }, { key: 'me agent.new' }]) {
      const next = openedPage(undefined, pageStorage);
      next.show({ ...state(), ...other });
      assert.equal(next.face.drawn?.values.subject, '');
      assert.deepEqual(next.drafts(), []);
    }
  });

  it('dates edits after all edits of the host, even if the host’s clock is ahead', () => {
    const page = openedPage();
    page.show(state({ lastEditAt: 5_000 }));
    page.form.input('subject', 'Hi');
    assert.deepEqual(page.drafts(), [{ values: { subject: 'Hi' }, revision: 0, at: 5_001 }]);
  });

  it('removes discarded input, and ignores malformed stored input', () => {
    const pageStorage = fakePageStorage();
    const page = openedPage(undefined, pageStorage);
    page.show(state());
    page.form.input('subject', 'Hi');
    page.form.startOver();
    assert.equal(pageStorage.read('me ticket.new'), undefined);
    for (const malformed of ['{', '7', '{"key":"another","at":1,"values":{}}']) {
      pageStorage.write('me ticket.new', malformed);
      const next = openedPage(undefined, pageStorage);
      next.show(state());
      assert.equal(next.face.drawn?.values.subject, '');
    }
  });

  it('disables input while the host does not respond', async () => {
    const page = openedPage();
    page.show(state());
    page.form.input('subject', 'H');
    page.pass(responseTimeoutMs - 1);
    assert.equal(page.face.waiting, false);
    page.pass(1);
    assert.equal(page.face.waiting, true);
    await page.acknowledge();
    assert.equal(page.face.waiting, false);
  });

  it('never stores a password, and sends it only to save', () => {
    const pageStorage = fakePageStorage();
    const page = openedPage(undefined, pageStorage);
    page.show(state());
    page.form.input('password', 'hunter2');
    assert.match(pageStorage.read('me ticket.new') ?? '', /"values":\{\}/);
    assert.deepEqual(page.kept, { key: 'me ticket.new', at: 1, values: {} });
    assert.ok(!JSON.stringify(page.posted).includes('hunter2'));
    void page.form.submit();
    assert.equal(page.lastRequest().payload.values.password, 'hunter2');
  });

  it('keeps a password when the form is redrawn, and clears it when the form is reset', () => {
    const page = openedPage();
    page.show(state());
    page.form.input('password', 'hunter2');
    page.show(state());
    assert.equal(page.face.drawn?.values.password, 'hunter2');
    page.form.startOver();
    page.show(state());
    assert.equal(page.face.drawn.values.password, '');
  });

  it('keeps a key that was typed just before a redraw', () => {
    const page = openedPage();
    page.show(state());
    page.form.input('subject', 'H');
    page.form.input('subject', 'Hi');
    page.show(state({ values: { subject: 'H' }, lastEditAt: 1 }));
    assert.equal(page.face.drawn?.values.subject, 'Hi');
    page.show(state({ values: { subject: 'Of the host' }, lastEditAt: 2 }));
    assert.equal(page.face.drawn.values.subject, 'Of the host');
  });

  it('saves once, and is busy until the response', async () => {
    const page = openedPage();
    page.show(state());
    void page.form.submit();
    void page.form.submit();
    assert.equal(page.requests().length, 1);
    assert.equal(page.face.busy, true);
    await page.answer({ outcome: 'refused', problems: [] });
    assert.equal(page.face.busy, false);
  });

  it('shows problems at their fields, and focuses the first', async () => {
    const page = openedPage();
    page.show(state());
    void page.form.submit();
    const problems = [
      { field: 'password', text: 'Too short.' },
      { field: 'source.type', text: 'Not one of them.' },
    ];
    await page.answer({ outcome: 'refused', problems });
    assert.deepEqual(page.face.problems, problems);
    assert.equal(page.face.focused, 'source.type');
    page.form.input('source.type', 'mail');
    assert.deepEqual(page.face.cleared.at(-1), 'source.type');
  });

  it('shows why saving failed, and keeps the input', async () => {
    const page = openedPage();
    page.show(state());
    page.form.input('subject', 'Hi');
    void page.form.submit();
    const answer: SaveAnswer = { outcome: 'refused', problems: [], failure: 'LiveChat is down.' };
    await page.answer(answer);
    assert.equal(page.face.failure, 'LiveChat is down.');
    assert.equal(page.face.focused, 'submit');
    void page.form.submit();
    assert.equal(page.lastRequest().payload.values.subject, 'Hi');
  });

  it('shows an error if the host fails or sends a malformed response', async () => {
    const page = openedPage();
    page.show(state());
    void page.form.submit();
    await page.fail('The form could not be saved.');
    assert.equal(page.face.failure, 'The form could not be saved.');
    void page.form.submit();
    await page.answer({ outcome: 'maybe' });
    assert.equal(page.face.failure, 'Something went wrong.');
  });

  it('is busy when restored during a save, and shows the outcome', () => {
    const page = openedPage();
    page.show(state({ busy: true, values: { subject: 'Hi' } }));
    assert.equal(page.face.busy, true);
    void page.form.submit();
    assert.equal(page.requests().length, 0);
    page.show(state({ failure: 'No.', values: { subject: 'Hi' } }));
    assert.equal(page.face.busy, false);
    assert.equal(page.face.failure, 'No.');
    assert.equal(page.face.drawn?.values.subject, 'Hi');
  });

  it('shows a failure that comes at any time, and leaves the focus in a field unless saving failed', () => {
    for (const problems of [[], [{ field: 'password', text: 'Too short.' }]]) {
      const { show, face } = openedPage();
      face.usedField = 'source.type';
      show(state({ problems, failure: 'It is gone.' }));
      assert.deepEqual([face.focused, face.failure], ['source.type', 'It is gone.']);
      face.usedField = undefined;
      show(state({ problems, failure: 'It is gone.' }));
      assert.equal(face.focused, problems[0]?.field ?? 'submit');
    }
    const { show, face } = openedPage();
    show(state({ failure: 'Not read.', isUnread: true }));
    assert.deepEqual([face.focused, face.failure], ['subject', 'Not read.']);
  });

  it('moves the focus to what was refused, from the field in which it was saved as well', async () => {
    const { show, face, form, answer } = openedPage();
    show(state());
    face.usedField = 'subject';
    void form.submit();
    await answer({ outcome: 'refused', problems: [], failure: 'No.' });
    assert.equal(face.focused, 'submit');
  });

  it('announces what the host says', () => {
    const { notify, face } = openedPage();
    notify('announce', { text: 'It shows other values.' });
    assert.equal(face.announced, 'It shows other values.');
  });

  it('sends a request to the host to start over', () => {
    const page = openedPage();
    page.show(state());
    page.form.startOver();
    assert.deepEqual(page.commands().at(-1), ['startOver', undefined]);
  });

  it('shows why there is no form, and retries', () => {
    const page = openedPage();
    page.notify('unavailable', { title: 'Edit Ticket', text: 'It is gone.', retry: 'Try again' });
    assert.equal(page.face.apology, 'It is gone.');
    page.form.retry();
    assert.deepEqual(page.commands().at(-1), ['retry', undefined]);
  });
});
