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
  let answers: (FormDefinition | Failure)[];
  let posted: FormState[];
  let loads: number;
  let panel: FormPanel;
  let receive: (message: unknown) => unknown;

  const open = async (): Promise<void> => {
    posted = [];
    loads = 0;
    const never = () => ({ dispose: () => undefined });
    const webview = {
      postMessage: ({ name, payload }: { readonly name: string; readonly payload: FormState }) =>
        name === 'show' && posted.push(payload),
      onDidReceiveMessage: (listener: typeof receive) => {
        receive = listener;
        return never();
      },
    };
    const drafts = { keep: () => Promise.resolve(undefined), get: () => Promise.resolve(undefined) };
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
        return 'code' in answer ? Promise.reject(new FailureError(answer)) : Promise.resolve(answer);
      },
    };
    panel = new FormPanel(
      app,
      { title: '', webview, onDidDispose: never, dispose: () => undefined } as unknown as WebviewPanel,
      { account: 'classic:ada', subject: 'ticket.edit/T1' },
      { title: 'Edit', load: () => Promise.resolve(kept) },
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
  const keptForm = ['Kept', 'As it was read yesterday.', undefined];

  it('shows the current values once they can be read', async () => {
    answers = [unreachable, form('Current')];
    await open();
    assert.deepEqual([shown(), panel.isKept], [keptForm, true]);
    await panel.loadNewer();
    assert.deepEqual([shown(), panel.isKept], [['Current', undefined, undefined], false]);
    await panel.loadNewer();
    assert.equal(answers.length, 0);
  });

  it('stays as it is while something is typed, with the values that were shown', async () => {
    answers = [unreachable, form('Current')];
    await open();
    await type('Mine');
    await panel.loadNewer();
    assert.deepEqual([answers.length, panel.isKept], [1, true]);
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
    assert.deepEqual(shown(), keptForm);
  });

  it('says so if the ticket is gone', async () => {
    answers = [{ code: 'not-found' }];
    await open();
    const [subject, , failure] = shown() as readonly string[];
    assert.equal(subject, 'Kept');
    assert.match(failure ?? '', /Not found in LiveChat\./);
  });
});
