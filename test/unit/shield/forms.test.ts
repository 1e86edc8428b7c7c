import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import type { TicketUpdateOptions, TicketUpdateResult } from '../../../src/core/actions/ticketOutcome';
import { Emitter } from '../../../src/core/base/event';
import type { TicketChangeInput } from '../../../src/core/domain/input/ticketInput';
import type { Ticket } from '../../../src/core/domain/ticket';
import type { DetailForm } from '../../../src/protocol/detail';
import type { FormValues, SaveAnswer, TypedInput } from '../../../src/protocol/form';
import { DetailModel } from '../../../src/ui/ticketDetail/detailModel';
import { detailFields } from '../../../src/ui/ticketDetail/detailFields';
import { detailMessages } from '../../../src/ui/ticketDetail/detailMessages';
import { DetailPanel } from '../../../src/ui/ticketDetail/detailPanel';
import { nothingToChoose } from '../../../src/ui/ticketDetail/detailRules';
import { PreviewDelay } from '../../../src/ui/shell/panels/previewDelay';
import { noShield, type ShieldView } from '../../../src/ui/shell/shield';
import { memoryDraft } from '../stores/support/memoryDraft';
import { FakeClock } from '../support/fakeClock';
import { leftIn, mail, name, shieldView, ticket as whole } from './support/people';
import { noTiming } from '../support/replyTiming';

interface Posted {
  readonly kind: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const ticket: Ticket = { ...whole, tags: ['vip'] };

/** A panel of the ticket, and what it sends to LiveChat. */
async function open(drafted: FormValues = {}, isOn = true) {
  const on = shieldView();
  const switched = new Emitter<undefined>();
  const state = { isOn };
  const shield: ShieldView = {
    get isOn() {
      return state.isOn;
    },
    get shown() {
      return state.isOn ? on.shown : noShield.shown;
    },
    onDidChange: switched.event,
  };
  const posted: Posted[] = [];
  const received = new Emitter<unknown>();
  const updates: { readonly input: TicketChangeInput; readonly options: TicketUpdateOptions }[] = [];
  const kept: TypedInput[] = [];
  const clock = new FakeClock();
  const model = new DetailModel(
    { account: 'mine', ticketId: 'T1' },
    {
      account: () => 'mine',
      actions: {
        read: () => Promise.resolve({ ticket, readAt: clock.now() }),
        update: (input, options) => {
          updates.push({ input, options });
          const result: TicketUpdateResult = {
            ...{ kind: 'saved', ticket, newMessages: [], warnings: [] },
            sent: Object.keys(input.change),
          };
          return Promise.resolve(result);
        },
      },
      choices: () => Promise.resolve(nothingToChoose),
      known: () => Promise.resolve(undefined),
      fields: detailFields,
      messages: detailMessages('mine'),
      drafts: memoryDraft({ input: { values: drafted }, at: 1 }, (input) => kept.push(input)),
      ...noTiming(),
      now: () => clock.now(),
      log: (thrown) => assert.fail(String(thrown)),
      compare: () => undefined,
      decided: () => undefined,
    },
  );
  const nothing = { dispose: () => undefined };
  const panel = {
    title: '',
    visible: true,
    webview: {
      postMessage: (message: Posted) => posted.push(message),
      onDidReceiveMessage: received.event,
    },
    onDidDispose: () => nothing,
    onDidChangeViewState: () => nothing,
  };
  const held = new DetailPanel({
    ...{
      panel: panel as unknown as WebviewPanel,
      key: 'mine reply/T1',
      ticketId: 'T1',
      model,
      shield,
      clock,
    },
    row: () => undefined,
    from: () => ({}),
    presence: () => ({ view: () => ({}), dispose: () => undefined }),
    delay: new PreviewDelay(clock, () => Promise.resolve()),
    ...{ isPreview: false, hasPage: false, groupedBy: () => 'groups', tryKeyAgain: () => Promise.resolve() },
    log: (thrown) => assert.fail(String(thrown)),
    ...{ titled: (title: string) => (panel.title = title), typed: () => undefined, shown: () => undefined },
    ...{ released: () => undefined, closed: () => undefined },
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
  };
  received.fire({ kind: 'command', name: 'ready', payload: {} });
  await settle();
  let id = 0;
  const ask = async (request: string, payload: object): Promise<SaveAnswer> => {
    id += 1;
    received.fire({ kind: 'request', id, name: request, payload });
    await settle();
    const answer = posted.findLast((one) => one.kind === 'answer' && 'id' in one && one.id === id);
    return answer?.payload as unknown as SaveAnswer;
  };
  return {
    ...{ posted, updates, kept, ask, panel, held, settle },
    form: () => posted.findLast((one) => one.name === 'show')?.payload.form as DetailForm,
    reveal: async () => {
      received.fire({ kind: 'command', name: 'reveal', payload: undefined });
      await settle();
    },
    toggle: async (to: boolean) => {
      state.isOn = to;
      switched.fire(undefined);
      await settle();
    },
  };
}

const hidden = ['subject', 'requester.name', 'requester.mail'];

describe('the form of a ticket while the shield is on', () => {
  it('leaves out the fields that would be masked, and says so', async () => {
    const { form, posted, panel } = await open();
    const names = form().spec.fields.map((field) => field.name);
    assert.deepEqual(
      names.filter((field) => hidden.includes(field)),
      [],
    );
    assert.ok(names.includes('status'));
    assert.match(form().spec.hidden?.text ?? '', /Subject.*Requester/);
    assert.deepEqual(leftIn([posted, panel.title]), []);
  });

  it('saves what is changed, with the real ticket as what was seen', async () => {
    const { ask, updates, posted } = await open();
    const answer = await ask('save', { values: { status: 'solved' }, base: { status: 'open' } });
    assert.equal(answer.outcome, 'saved');
    assert.deepEqual(updates[0]?.input, { ticketId: 'T1', change: { status: 'solved' } });
    assert.equal(updates[0].options.base?.ticket.requester?.name, name);
    assert.deepEqual(leftIn(posted), []);
  });

  it('shows them on request, and saves them as they were typed', async () => {
    const { ask, form, reveal, updates } = await open();
    await reveal();
    assert.equal(form().values['requester.mail'], mail);
    assert.equal(form().spec.hidden, undefined);
    const values = { 'requester.name': 'João B. Azevedo' };
    assert.equal((await ask('save', { values, base: { 'requester.name': name } })).outcome, 'saved');
    assert.deepEqual(updates[0]?.input.change, { requester: { name: 'João B. Azevedo' } });
  });

  it('keeps a draft of a hidden field, does not save it unseen, and shows it on request', async () => {
    const { ask, form, kept, reveal, updates, posted } = await open({
      'requester.name': 'João Azevedo Filho',
    });
    assert.deepEqual(leftIn(posted), []);
    await ask('draft', { values: { status: 'solved' }, base: { status: 'open' }, at: 10 });
    assert.deepEqual(kept.at(-1)?.values, { status: 'solved', 'requester.name': 'João Azevedo Filho' });
    const answer = await ask('save', { values: { status: 'solved' }, base: { status: 'open' } });
    assert.equal(answer.outcome, 'refused');
    assert.match(answer.failure ?? '', /hidden by the privacy shield/);
    assert.deepEqual(updates, []);
    await reveal();
    assert.equal(form().values['requester.name'], 'João Azevedo Filho');
  });

  it('follows the switch, and hides again what was shown', async () => {
    const { form, panel, reveal, toggle, posted } = await open({}, false);
    const plain = panel.title;
    assert.equal(form().values['requester.name'], name);
    const before = posted.length;
    await toggle(true);
    assert.deepEqual(leftIn([posted.slice(before), panel.title]), []);
    assert.ok(posted.slice(before).some((one) => one.name === 'conversation'));
    await reveal();
    assert.equal(form().values['requester.name'], name);
    await toggle(false);
    assert.equal(panel.title, plain);
    await toggle(true);
    assert.equal(form().values['requester.name'], undefined);
  });

  it('sends a reply as it was typed', async () => {
    const { ask, updates } = await open();
    const message = `Dear ${name}, we wrote to ${mail}.`;
    await ask('send', { values: { message, private: false } });
    assert.equal(updates[0]?.input.change.message, message);
  });
});
