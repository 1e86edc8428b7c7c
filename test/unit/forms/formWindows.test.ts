import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { WebviewPanel } from 'vscode';
import type { DraftId } from '../../../src/core/stores/drafts/draft';
import type { FormSpec, FormValues } from '../../../src/protocol/form';
import { defaultsOf } from '../../../src/protocol/formValues';
import { FormPanel } from '../../../src/ui/forms/formPanel';
import type { App } from '../../../src/ui/shell/app';
import { noShield } from '../../../src/ui/shell/shield';
import { FormPage } from '../../../src/webview/form/formPage';
import { TwoWindows } from '../stores/support/twoWindows';
import { turn } from '../stores/support/turn';
import { FakeForm } from '../webview/support/fakeEnvironment';
import { FakePorts } from '../webview/support/fakePorts';

const id: DraftId & { subject: 'ticket.new' } = { account: 'classic:ada', subject: 'ticket.new' };
const labels = {
  ...{ required: '', saving: '', startOver: '', restored: '', problems: '', waiting: '', fault: '' },
};
const spec: FormSpec = {
  ...{ id: 'ticket.new', title: 'New', submitLabel: 'Create', labels },
  fields: [
    { kind: 'text', name: 'subject', label: 'Subject' },
    { kind: 'multiline', name: 'message', label: 'Message' },
    { kind: 'choice', name: 'group', label: 'Group', options: [], default: '0' },
  ],
};

describe('a form that is open in two windows', () => {
  let windows: TwoWindows;
  let sent: FormValues[];

  beforeEach(() => {
    windows = new TwoWindows();
    sent = [];
  });
  afterEach(() => windows.close());

  /** A window with the form. The host and its page send messages to each other at once. */
  const open = async (follows = true) => {
    const drafts = windows.open(follows);
    const never = () => ({ dispose: () => undefined });
    const face = new FakeForm();
    const ports = new FakePorts();
    const app = {
      ...{ shield: noShield, drafts, log: { error: (text: string) => assert.fail(text) } },
      session: { current: { kind: 'signed-in', account: { id: id.account } } },
    } as unknown as App;
    let loads = 0;
    let receive: (message: unknown) => unknown = () => undefined;
    let isClosed = false;
    const webview = {
      postMessage: (message: unknown) => page.receive(structuredClone(message)),
      onDidReceiveMessage: (listener: typeof receive) => {
        receive = listener;
        return never();
      },
    };
    const page = new FormPage({
      face,
      ...ports.surroundings,
      post: (message) => receive(message),
      now: () => Date.now(),
    });
    const panel = new FormPanel(
      app,
      {
        title: '',
        webview,
        onDidDispose: never,
        dispose: () => (isClosed = true),
      } as unknown as WebviewPanel,
      id,
      {
        title: 'New',
        load: () =>
          Promise.resolve({
            ...{ spec, initial: defaultsOf(spec), edits: false },
            submit: (values) => {
              sent.push(values);
              return Promise.resolve({ kind: 'saved' as const });
            },
          }),
      },
      { onClose: () => undefined, onLateFailure: () => undefined, onLoad: () => (loads += 1) },
      undefined,
    );
    await windows.until(() => loads > 0, 'the form is loaded');
    page.start();
    await windows.until(() => face.drawn, 'the form is shown');
    return {
      page,
      panel,
      drafts,
      face,
      get values() {
        return face.typed;
      },
      get isClosed() {
        return isClosed;
      },
      type: (field: string, value: string) => {
        face.typed = { ...face.typed, [field]: value };
        page.input(field, value);
      },
    };
  };
  type Window = Awaited<ReturnType<typeof open>>;
  const shows = (window: Window, values: FormValues): Promise<void> =>
    windows.until(
      () => Object.entries(values).every(([name, value]) => window.values[name] === value),
      `${JSON.stringify(values)}, not ${JSON.stringify(window.values)}`,
    );
  const stores = (expected: FormValues | undefined): Promise<void> =>
    windows.until(
      async () => isDeepStrictEqual(await windows.values(id), expected),
      JSON.stringify(expected),
    );

  it('shows what is typed in the other window', async () => {
    const [here, there] = [await open(), await open()];
    here.type('message', 'Hello');
    await shows(there, { message: 'Hello' });
    assert.equal(there.face.drawn?.restored, true);
    there.type('subject', 'Zipper');
    await shows(here, { message: 'Hello', subject: 'Zipper' });
  });

  it('loses nothing with the next key press, also where changes of other windows are not noticed', async () => {
    const [here, there] = [await open(false), await open(false)];
    here.type('message', 'Hello');
    here.type('subject', 'Zipper');
    await stores({ message: 'Hello', subject: 'Zipper' });
    there.type('message', 'World');
    await shows(there, { message: 'World\nHello', subject: 'Zipper' });
    await stores({ message: 'World\nHello', subject: 'Zipper' });
    here.type('subject', 'Zipper broken');
    await shows(here, { message: 'World\nHello', subject: 'Zipper broken' });
  });

  it('joins a field of one line with a space, and keeps its own choice', async () => {
    const [here, there] = [await open(false), await open(false)];
    here.type('subject', 'Zipper');
    here.type('group', '1');
    await stores({ subject: 'Zipper', group: '1' });
    there.type('group', '2');
    await shows(there, { subject: 'Zipper', group: '2' });
    there.type('subject', 'Zipper jams');
    await stores({ subject: 'Zipper jams', group: '2' });
    here.type('subject', 'Zipper, red');
    await stores({ subject: 'Zipper, red jams', group: '2' });
  });

  it('keeps what is typed while the page gets what the other window typed', async () => {
    const [here, there] = [await open(), await open()];
    here.type('message', 'Hello');
    await shows(there, { message: 'Hello' });
    for (const text of ['Hello y', 'Hello yo', 'Hello you']) {
      there.type('message', text);
      await turn();
    }
    here.type('subject', 'Zipper');
    await shows(there, { message: 'Hello you', subject: 'Zipper' });
    await shows(here, { message: 'Hello you', subject: 'Zipper' });
  });

  it('does not show again, or send again, what the other window has sent', async () => {
    for (const follows of [true, false]) {
      const [here, there] = [await open(follows), await open(follows)];
      here.type('message', 'Hello');
      await stores({ message: 'Hello' });
      await there.panel.look();
      await shows(there, { message: 'Hello' });
      await here.page.submit();
      assert.equal(here.isClosed, true);
      await stores(undefined);
      if (follows) await shows(there, { message: '' });
      else await there.page.submit();
      await shows(there, { message: '' });
      assert.deepEqual(
        sent.splice(0).map(({ message }) => message),
        ['Hello'],
      );
      assert.equal(await windows.values(id), undefined);
      here.panel.dispose();
      there.panel.dispose();
    }
  });

  it('keeps what was typed here after the other window has discarded what both had', async () => {
    const [here, there] = [await open(false), await open(false)];
    here.type('message', 'Hello');
    await stores({ message: 'Hello' });
    await there.panel.look();
    await there.drafts.discard(id);
    here.type('message', 'Hello\nand more');
    await shows(here, { message: 'and more' });
    await stores({ message: 'and more' });
  });

  it('leaves in the draft what the other window has typed while it was saved', async () => {
    const [here, there] = [await open(false), await open(false)];
    here.type('message', 'Hello');
    await stores({ message: 'Hello' });
    await there.panel.look();
    const saving = here.page.submit();
    there.type('message', 'Hello\nand more');
    await saving;
    await stores({ message: here.isClosed ? 'and more' : 'Hello\nand more' });
  });

  it('changes nothing if both windows have typed the same', async () => {
    const [here, there] = [await open(false), await open(false)];
    here.type('message', 'Hello');
    await stores({ message: 'Hello' });
    there.type('message', 'Hello');
    await turn();
    here.type('subject', 'x');
    await stores({ message: 'Hello', subject: 'x' });
    await shows(here, { message: 'Hello', subject: 'x' });
  });

  it('is empty in both windows once the data was deleted after sign-out', async () => {
    const [here, there] = [await open(), await open()];
    here.type('message', 'Hello');
    await shows(there, { message: 'Hello' });
    await there.drafts.discard(id);
    await shows(here, { message: '' });
    await shows(there, { message: '' });
  });
});
