import assert from 'node:assert/strict';
import type { Ticket } from '../../../src/core/domain/ticket';
import { openModel, shownModel, ticket } from './support/openModel';

function saved(now: Ticket, more: object = {}) {
  return { kind: 'saved', ticket: now, sent: [], warnings: [], newMessages: [], ...more } as const;
}

describe('the detail of a ticket', () => {
  it('loads, then shows; and says why where it cannot', async () => {
    const { model, reads } = openModel();
    void model.start();
    const read = await reads.last();
    assert.equal(model.busy, 'load');
    await read.fail({ code: 'timeout', afterMs: 1 });
    assert.deepEqual([model.busy, model.problem?.text], [undefined, 'timeout']);
    void model.load();
    await (await reads.last()).answer({ ticket, readAt: 1000 });
    assert.deepEqual([model.problem, model.ticket], [undefined, ticket]);
  });

  it('keeps the ticket on show when a refresh fails, and logs a fault of our own', async () => {
    const { model, reads, world } = await shownModel();
    void model.load();
    await (await reads.last()).explode(new Error('bug'));
    assert.deepEqual([model.ticket, model.problem?.text, world.logged.length], [ticket, 'fault', 1]);
  });

  it('makes no call for the ticket of another account, and loads when its own is back', async () => {
    const { model, reads, world } = await shownModel();
    world.account = 'other';
    model.accountChanged(false);
    assert.equal(model.problem?.kind, 'otherAccount');
    const answer = await model.submit('reply', { message: 'Hi' });
    assert.equal(answer.failure, 'otherAccount');
    assert.equal(reads.all.length, 1);
    world.account = 'mine';
    model.accountChanged(false);
    assert.equal(reads.all.length, 2);
    assert.deepEqual(world.draft, { message: 'Hi' });
  });

  it('brings back what was typed, and says in which part', async () => {
    const { model } = await shownModel({ message: 'Half a sen', status: 'open' });
    assert.deepEqual(model.form?.restored, ['reply']);
    assert.equal(model.form.values.message, 'Half a sen');
    assert.equal(model.hasUnsaved, true);
  });

  it('takes the newer of the draft and what the page had kept', async () => {
    const { model, world } = await shownModel({ message: 'From the draft' });
    await model.restore({ message: 'From an old page' }, 400);
    await model.restore({}, 600);
    assert.equal(model.form?.values.message, 'From the draft');
    await model.restore({ message: 'From the page' }, 600);
    assert.equal(model.form.values.message, 'From the page');
    assert.deepEqual(world.draft, { message: 'From the page' });
  });

  it('takes nothing back from a page that was hidden while it was forgotten here', async () => {
    const { model, world } = await shownModel();
    await model.draft({ status: 'solved', message: 'Half a sen' }, 600);
    model.discard('fields');
    await model.restore({ status: 'solved', message: 'Half a sen' }, 600);
    assert.deepEqual(world.draft, { message: 'Half a sen' });
    assert.equal(model.form?.values.status, 'open');
  });

  it('does not touch the draft before it is read', async () => {
    const { model, world, reads } = openModel({ message: 'From the draft' });
    void model.start();
    const restoring = model.restore({ message: 'From an old page' }, 400);
    await (await reads.last()).answer({ ticket, readAt: 1000 });
    await restoring;
    assert.deepEqual(world.draft, { message: 'From the draft' });
    assert.equal(model.form?.values.message, 'From the draft');
  });

  it('shows what was typed for it elsewhere, where that is newer', async () => {
    const { model, world } = await shownModel({ message: 'Typed here' });
    world.draft = { message: 'Typed in a box' };
    await model.typedElsewhere();
    assert.equal(model.form?.values.message, 'Typed here');
    world.draftedAt = 800;
    await model.typedElsewhere();
    assert.equal(model.form.values.message, 'Typed in a box');
    world.draft = undefined;
    world.draftedAt = 900;
    await model.typedElsewhere();
    assert.equal(model.form.values.message, '');
    assert.equal(model.lastEditAt, 900);
  });

  it('writes through what is typed, and forgets what was typed back', async () => {
    const { model, world } = await shownModel();
    assert.equal(await model.draft({ message: 'Hi', subject: 'Zip' }, 600), true);
    assert.deepEqual(world.draft, { message: 'Hi', subject: 'Zip' });
    model.discard('fields');
    assert.deepEqual(world.draft, { message: 'Hi' });
    await model.draft({}, 700);
    assert.equal(world.draft, undefined);
  });

  it('sends a reply, shows it, and forgets it; what else was typed stays', async () => {
    const { model, world, updates } = await shownModel();
    const before = model.form?.revision ?? 0;
    const answer = model.submit('reply', { message: 'Hi', subject: 'Zip' });
    assert.equal(model.busy, 'reply');
    assert.equal(await model.draft({ message: 'typed while it is sent' }, 600), false);
    const { question, ...update } = await updates.last();
    assert.deepEqual(question.input, { ticketId: 'A1', change: { message: 'Hi' } });
    const now = { ...ticket, events: [...ticket.events, { type: 'message', message: 'Hi' }] };
    await update.answer(saved(now, { newMessages: [{ type: 'message', message: 'x' }] }));
    assert.equal((await answer).outcome, 'saved');
    assert.deepEqual([model.ticket, model.notice, model.busy], [now, 'saved reply 1', undefined]);
    assert.deepEqual(world.draft, { subject: 'Zip' });
    assert.ok((model.form?.revision ?? 0) > before);
  });

  it('keeps what was typed when it is refused, by its own check or by LiveChat', async () => {
    const { model, world, updates } = await shownModel();
    const empty = await model.submit('reply', { message: '', subject: 'Zip' });
    assert.deepEqual(empty.problems, [{ field: 'message', text: 'required' }]);
    const answer = model.submit('reply', { message: 'Hi' });
    await (await updates.last()).fail({ code: 'unsupported', field: 'message', instead: 'tags' });
    assert.deepEqual(await answer, { outcome: 'refused', problems: [], failure: 'unsupported' });
    assert.deepEqual(world.draft, { message: 'Hi' });
    assert.deepEqual(model.form?.failure, { part: 'reply', text: 'unsupported' });
  });

  it('leads to sign in again where the key is refused, with the text kept', async () => {
    const { model, world, updates } = await shownModel();
    void model.submit('reply', { message: 'Hi' });
    await (await updates.last()).fail({ code: 'unauthorized' });
    assert.deepEqual([model.problem?.text, world.draft], ['unauthorized', { message: 'Hi' }]);
  });

  it('keeps the fields that LiveChat did not take over', async () => {
    const { model, world, updates } = await shownModel();
    const answer = model.submit('fields', { status: 'solved', subject: 'Zip' });
    const warnings = [{ kind: 'not-applied', field: 'subject' }] as const;
    await (await updates.last()).answer(saved({ ...ticket, status: 'solved' }, { warnings }));
    assert.deepEqual(await answer, { outcome: 'saved', problems: [], failure: 'not-applied' });
    assert.deepEqual(world.draft, { subject: 'Zip' });
  });

  it('forgets what was sent, also where the ticket does not show it yet', async () => {
    const { model, world, updates } = await shownModel();
    const answer = model.submit('reply', { message: 'Hi' });
    const warnings = [{ kind: 'not-seen', field: 'message' }] as const;
    await (await updates.last()).answer(saved(ticket, { warnings }));
    assert.deepEqual([(await answer).outcome, world.draft], ['saved', undefined]);
    assert.deepEqual(model.form?.failure, { part: 'reply', text: 'not-seen' });
  });

  it('says what may have been done where the answer was lost, and does not send again', async () => {
    const { model, world, updates } = await shownModel();
    const answer = model.submit('fields', { status: 'solved', subject: 'Zip' });
    const why = { code: 'timeout', afterMs: 1 } as const;
    const now = { ...ticket, status: 'solved' };
    await (
      await updates.last()
    ).answer({
      kind: 'lost',
      why,
      done: ['status'],
      missing: ['subject'],
      ticket: now,
    });
    assert.equal((await answer).failure, 'lost timeout subject');
    assert.deepEqual([world.draft, updates.all.length], [{ subject: 'Zip' }, 1]);
  });

  it('follows the list: reads the ticket again where it is news there, once', async () => {
    const { model, reads } = await shownModel();
    const { groups: _groups, events: _events, ...row } = ticket;
    model.look(row);
    assert.equal(reads.all.length, 1);
    model.look({ ...row, status: 'solved' });
    assert.equal(reads.all.length, 2);
    const events = [...ticket.events, { type: 'message', message: 'More' }];
    await (await reads.last()).answer({ ticket: { ...ticket, status: 'solved', events }, readAt: 2000 });
    assert.equal(model.notice, 'changed 1');
    model.look({ ...row, status: 'solved' });
    assert.equal(reads.all.length, 2);
  });

  it('drops a load that a save has overtaken', async () => {
    const { model, reads, updates } = await shownModel();
    void model.load();
    const late = await reads.last();
    void model.submit('reply', { message: 'Hi' });
    await (await updates.last()).answer(saved({ ...ticket, subject: 'After' }));
    await late.answer({ ticket: { ...ticket, subject: 'Before' }, readAt: 1000 });
    assert.equal(model.ticket?.subject, 'After');
  });

  it('reads again what is shown again after a while', async () => {
    const { model, reads, world } = await shownModel();
    model.refreshIfOld();
    assert.equal(reads.all.length, 1);
    world.now = 40_000;
    model.refreshIfOld();
    assert.equal(reads.all.length, 2);
  });

  it('reads again what seems to be of a time to come, as after the clock was set back', async () => {
    const { model, reads, world } = await shownModel();
    world.now = 500;
    model.refreshIfOld();
    assert.equal(reads.all.length, 2);
  });
});
