import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import type { FormState } from '../../../src/protocol/form';
import { FormPanel } from '../../../src/ui/forms/formPanel';
import type { FormDefinition } from '../../../src/ui/forms/formSource';
import type { App } from '../../../src/ui/shell/app';
import { FailureError, type Failure } from '../../../src/core/domain/failure';
import { shieldOf, shieldView } from '../shield/support/people';

const unreachable: Failure = { code: 'network', host: 'api.livechatinc.com', cause: 'ENOTFOUND' };
const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A form with one field. */
function form(subject: string, notice?: string): FormDefinition {
  const labels = {
    ...{ required: '', saving: '', startOver: '', restored: '', problems: '', waiting: '', fault: '' },
  };
  return {
    spec: {
      ...{ id: 'ticket.edit', title: 'Edit', submitLabel: 'Save', labels },
      fields: [{ kind: 'text', name: 'subject', label: 'Subject' }],
      ...(notice !== undefined && { notice: { text: notice, retry: 'Try again' } }),
    },
    initial: { subject },
    edits: true,
    submit: () => Promise.resolve({ kind: 'refused', notes: [] }),
  };
}

describe('a form that shows what is kept', () => {
  let answers: (FormDefinition | Failure | Promise<FormDefinition>)[];
  let announced: number;
  let posted: FormState[];
  let loads: number;
  let panel: FormPanel;
  let receive: (message: unknown) => unknown;

  const open = async (): Promise<void> => {
    posted = [];
    loads = 0;
    announced = 0;
    const never = () => ({ dispose: () => undefined });
    const webview = {
      postMessage: ({ name, payload }: { readonly name: string; readonly payload: FormState }) => {
        if (name === 'show') posted.push(payload);
        if (name === 'announce') announced += 1;
      },
      onDidReceiveMessage: (listener: typeof receive) => {
        receive = listener;
        return never();
      },
    };
    const drafts = {
      ...{ keep: () => Promise.resolve(undefined), get: () => Promise.resolve(undefined) },
      ...{ onDidChange: never, onDidChangeStored: never },
    };
    const app = {
      shield: { ...shieldView(shieldOf()), isOn: false },
      session: { current: { kind: 'signed-in', account: { id: 'classic:ada' } } },
      drafts: { ...drafts, lastEditAt: () => Promise.resolve(0) },
      log: { error: (text: string) => assert.fail(text) },
    } as unknown as App;
    const kept: FormDefinition = {
      ...form('Kept', 'As it was read yesterday.'),
      newer: () => {
        const answer = answers.shift() ?? unreachable;
        if (answer instanceof Promise) return answer;
        return 'code' in answer ? Promise.reject(new FailureError(answer)) : Promise.resolve(answer);
      },
    };
    panel = new FormPanel(
      app,
      { title: '', webview, onDidDispose: never, dispose: () => undefined } as unknown as WebviewPanel,
      { account: 'classic:ada', subject: 'ticket.edit/T1' },
      { title: 'Edit', load: () => Promise.resolve({ ...kept }) },
      { onClose: () => undefined, onLateFailure: () => undefined, onLoad: () => (loads += 1) },
      undefined,
    );
    while (loads === 0) await nextTurn();
    await receive({ kind: 'command', name: 'ready', payload: {} });
    await nextTurn();
  };
  const shown = (): unknown => {
    const state = posted.at(-1);
    return [state?.values.subject, state?.spec.notice?.text, state?.failure];
  };
  const type = async (subject: string): Promise<void> => {
    const payload = { values: { subject }, base: { subject: 'Kept' }, at: 5 };
    await receive({ kind: 'request', id: 1, name: 'draft', payload });
  };
  /** As the button of the notice does. */
  const reload = async (): Promise<void> => {
    const before = loads;
    await receive({ kind: 'command', name: 'retry', payload: undefined });
    while (loads === before) await nextTurn();
    await nextTurn();
  };
  const keptForm = ['Kept', 'As it was read yesterday.', undefined];

  it('shows the current values once they can be read', async () => {
    answers = [unreachable, form('Current')];
    await open();
    assert.deepEqual([shown(), panel.isOffline, announced], [keptForm, true, 0]);
    await panel.loadNewer();
    assert.deepEqual([shown(), panel.isOffline, announced], [['Current', undefined, undefined], false, 1]);
    await panel.loadNewer();
    assert.deepEqual([answers.length, announced], [0, 1]);
  });

  it('stays as it is while something is typed, with the values that were shown', async () => {
    answers = [unreachable, form('Current')];
    await open();
    await type('Mine');
    await panel.loadNewer();
    assert.deepEqual([answers.length, panel.isOffline], [1, true]);
    await type('Kept');
    await panel.loadNewer();
    assert.deepEqual(shown(), ['Current', undefined, undefined]);
  });

  it('keeps what was typed while the current values were read', async () => {
    answers = [unreachable, form('Current')];
    await open();
    const loading = panel.loadNewer();
    await type('Mine');
    await loading;
    assert.deepEqual([shown(), announced], [keptForm, 0]);
  });

  const errors: readonly (readonly [Failure, RegExp])[] = [
    [{ code: 'not-found' }, /Not found in LiveChat\./],
    [{ code: 'server', problem: 'status', status: 503, reasons: [] }, /503/],
    [{ code: 'server', problem: 'not-json', status: 200, reasons: [] }, /./],
  ];
  for (const [error, expected] of errors) {
    const name = `${error.code} ${'problem' in error ? error.problem : ''}`.trim();

    it(`says why the current values cannot be read, and does not ask again on its own: ${name}`, async () => {
      answers = [error];
      await open();
      const [subject, , failure] = shown() as readonly string[];
      assert.equal(subject, 'Kept');
      assert.match(failure ?? '', /^LiveChat’s current values could not be read\./);
      assert.match(failure ?? '', expected);
      assert.equal(panel.isOffline, false);
    });

    it(`no longer says so once the values can be read, at the user’s request as well: ${name}`, async () => {
      answers = [error, form('Current')];
      await open();
      await panel.loadNewer();
      assert.deepEqual(shown(), ['Current', undefined, undefined]);
      answers = [error, unreachable];
      await open();
      await reload();
      assert.deepEqual([shown(), panel.isOffline], [keptForm, true]);
    });

    it(`changes nothing while the user types: ${name}`, async () => {
      answers = [unreachable, error];
      await open();
      const loading = panel.loadNewer();
      await type('Mine');
      const before = posted.length;
      await loading;
      assert.deepEqual([posted.length, shown()], [before, keptForm]);
      await panel.loadNewer();
      assert.equal(posted.length, before);
    });

    it(`says nothing about a form that has been loaded again since: ${name}`, async () => {
      let end: (reason: FailureError) => void = () => undefined;
      answers = [unreachable, new Promise((...[, reject]) => (end = reject)), unreachable];
      await open();
      const loading = panel.loadNewer();
      await reload();
      end(new FailureError(error));
      await loading;
      assert.deepEqual(shown(), keptForm);
    });
  }
});
