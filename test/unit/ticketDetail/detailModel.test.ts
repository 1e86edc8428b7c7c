import assert from 'node:assert/strict';
import type { Ticket } from '../../../src/core/domain/ticket';
import { nothingToChoose } from '../../../src/ui/ticketDetail/detailRules';
import { openModel, shownModel, ticket } from './support/openModel';

function saved(now: Ticket, more: object = {}) {
  return { kind: 'saved', ticket: now, sent: [], warnings: [], newMessages: [], ...more } as const;
}

describe('DetailModel', () => {
  it('loads and shows the ticket, or the reason why it cannot', async () => {
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

  it('keeps the shown ticket when a refresh fails, and logs internal errors', async () => {
    const { model, reads, world } = await shownModel();
    void model.load();
    await (await reads.last()).explode(new Error('bug'));
    assert.deepEqual([model.ticket, model.problem?.text, world.logged.length], [ticket, 'fault', 1]);
  });

  it('makes no call for a ticket of another account, and loads when its account is active again', async () => {
    const { model, reads, world } = await shownModel();
    world.account = 'other';
    model.accountChanged(false);
    assert.equal(model.problem?.kind, 'otherAccount');
    const answer = await model.submit('reply', { values: { message: 'Hi' } });
    assert.equal(answer.failure, 'otherAccount');
    assert.equal(reads.all.length, 1);
    world.account = 'mine';
    model.accountChanged(false);
    assert.equal(reads.all.length, 2);
    assert.deepEqual(world.draft, { message: 'Hi' });
  });

  it('restores the draft, and reports which part has it', async () => {
    const { model } = await shownModel({ message: 'Half a sen', status: 'open' });
    assert.deepEqual(model.form?.restored, ['reply']);
    assert.equal(model.form.values.message, 'Half a sen');
    assert.equal(model.hasUnsaved, true);
  });

  it('takes the newer of the stored draft and the page’s state', async () => {
    const { model, world } = await shownModel({ message: 'From the draft' });
    await model.restore({ values: { message: 'From an old page' } }, 400);
    await model.restore({ values: {} }, 600);
    assert.equal(model.form?.values.message, 'From the draft');
    await model.restore({ values: { message: 'From the page' } }, 600);
    assert.equal(model.form.values.message, 'From the page');
    assert.deepEqual(world.draft, { message: 'From the page' });
  });

  it('ignores the state of a hidden page if the draft was discarded meanwhile', async () => {
    const { model, world } = await shownModel();
    await model.draft({ values: { status: 'solved', message: 'Half a sen' } }, 600);
    model.discard('fields');
    await model.restore({ values: { status: 'solved', message: 'Half a sen' } }, 600);
    assert.deepEqual(world.draft, { message: 'Half a sen' });
    assert.equal(model.form?.values.status, 'open');
  });

  it('does not change the draft before it has been read', async () => {
    const { model, world, reads } = openModel({ message: 'From the draft' });
    void model.start();
    const restoring = model.restore({ values: { message: 'From an old page' } }, 400);
    await (await reads.last()).answer({ ticket, readAt: 1000 });
    await restoring;
    assert.deepEqual(world.draft, { message: 'From the draft' });
    assert.equal(model.form?.values.message, 'From the draft');
  });

  it('shows newer text typed in another place', async () => {
    const { model, world } = await shownModel({ message: 'Typed here' });
    world.draft = { message: 'Typed in a box' };
    await model.typed.draft.look();
    assert.equal(model.form?.values.message, 'Typed here');
    world.draftedAt = 800;
    await model.typed.draft.look();
    assert.equal(model.form.values.message, 'Typed in a box');
    world.draft = undefined;
    world.draftedAt = 900;
    await model.typed.draft.look();
    assert.equal(model.form.values.message, '');
    assert.equal(model.typed.lastEditAt, 900);
  });

  it('stores typed text at once, and deletes the draft when the original values are restored', async () => {
    const { model, world } = await shownModel();
    assert.equal(await model.draft({ values: { message: 'Hi', subject: 'Zip' } }, 600), true);
    assert.deepEqual(world.draft, { message: 'Hi', subject: 'Zip' });
    model.discard('fields');
    assert.deepEqual(world.draft, { message: 'Hi' });
    await model.draft({ values: {} }, 700);
    assert.equal(world.draft, undefined);
  });

  it('sends a reply, shows it and deletes its draft; other input is kept', async () => {
    const { model, world, updates } = await shownModel();
    const before = model.form?.revision ?? 0;
    const answer = model.submit('reply', { values: { message: 'Hi', subject: 'Zip' } });
    assert.equal(model.busy, 'reply');
    assert.equal(await model.draft({ values: { message: 'typed while it is sent' } }, 600), false);
    const { question, ...update } = await updates.last();
    assert.deepEqual(question.input, { ticketId: 'A1', change: { message: 'Hi' } });
    const now = { ...ticket, events: [...ticket.events, { type: 'message', message: 'Hi' }] };
    await update.answer(saved(now, { newMessages: [{ type: 'message', message: 'x' }] }));
    assert.equal((await answer).outcome, 'saved');
    assert.deepEqual([model.ticket, model.notice, model.busy], [now, 'saved reply 1', undefined]);
    assert.deepEqual(world.draft, { subject: 'Zip' });
    assert.ok((model.form?.revision ?? 0) > before);
  });

  it('keeps input when validation or LiveChat rejects it', async () => {
    const { model, world, updates } = await shownModel();
    const empty = await model.submit('reply', { values: { message: '', subject: 'Zip' } });
    assert.deepEqual(empty.problems, [{ field: 'message', text: 'required' }]);
    const answer = model.submit('reply', { values: { message: 'Hi' } });
    await (await updates.last()).fail({ code: 'unsupported', field: 'message', instead: 'tags' });
    assert.deepEqual(await answer, { outcome: 'refused', problems: [], failure: 'unsupported' });
    assert.deepEqual(world.draft, { message: 'Hi' });
    assert.deepEqual(model.form?.failure, { part: 'reply', text: 'unsupported' });
  });

  it('offers sign-in when the key is rejected, and keeps the text', async () => {
    const { model, world, updates } = await shownModel();
    void model.submit('reply', { values: { message: 'Hi' } });
    await (await updates.last()).fail({ code: 'unauthorized' });
    assert.deepEqual([model.problem?.text, world.draft], ['unauthorized', { message: 'Hi' }]);
  });

  it('keeps the fields that LiveChat did not apply', async () => {
    const { model, world, updates } = await shownModel();
    const answer = model.submit('fields', { values: { status: 'solved', subject: 'Zip' } });
    const warnings = [{ kind: 'not-applied', field: 'subject' }] as const;
    await (await updates.last()).answer(saved({ ...ticket, status: 'solved' }, { warnings }));
    assert.deepEqual(await answer, { outcome: 'saved', problems: [], failure: 'not-applied' });
    assert.deepEqual(world.draft, { subject: 'Zip' });
  });

  it('deletes the draft of sent text, even if the ticket does not show it yet', async () => {
    const { model, world, updates } = await shownModel();
    const answer = model.submit('reply', { values: { message: 'Hi' } });
    const warnings = [{ kind: 'not-seen', field: 'message' }] as const;
    await (await updates.last()).answer(saved(ticket, { warnings }));
    assert.deepEqual([(await answer).outcome, world.draft], ['saved', undefined]);
    assert.deepEqual(model.form?.failure, { part: 'reply', text: 'not-seen' });
  });

  it('reports what may have been done after a lost response, and does not send again', async () => {
    const { model, world, updates } = await shownModel();
    const answer = model.submit('fields', { values: { status: 'solved', subject: 'Zip' } });
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

  it('reloads the ticket once when the list has a newer version', async () => {
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

  it('drops a load that a later save has superseded', async () => {
    const { model, reads, updates } = await shownModel();
    void model.load();
    const late = await reads.last();
    void model.submit('reply', { values: { message: 'Hi' } });
    await (await updates.last()).answer(saved({ ...ticket, subject: 'After' }));
    await late.answer({ ticket: { ...ticket, subject: 'Before' }, readAt: 1000 });
    assert.equal(model.ticket?.subject, 'After');
  });

  it('reloads a ticket that is shown again after a while', async () => {
    const { model, reads, world } = await shownModel();
    model.refreshIfOld();
    assert.equal(reads.all.length, 1);
    world.now = 40_000;
    model.refreshIfOld();
    assert.equal(reads.all.length, 2);
  });

  it('reloads a ticket whose load time is in the future, as after the clock was set back', async () => {
    const { model, reads, world } = await shownModel();
    world.now = 500;
    model.refreshIfOld();
    assert.equal(reads.all.length, 2);
  });

  it('shows at once what an earlier panel read, and makes no call if that is current', async () => {
    const { model, reads, world } = openModel({ message: 'Half a sen' });
    world.known = { seen: { ticket, readAt: 900 }, choices: nothingToChoose, isCurrent: true };
    await model.start();
    assert.equal(model.ticket, ticket);
    assert.deepEqual(model.form?.restored, ['reply']);
    assert.equal(reads.all.length, 0);
  });

  it('reads a known ticket again that may have changed, and reports what is new', async () => {
    const { model, reads, world } = openModel();
    world.known = { seen: { ticket, readAt: 900 }, choices: nothingToChoose, isCurrent: false };
    void model.start();
    const read = await reads.last();
    assert.equal(model.ticket, ticket);
    const events = [...ticket.events, { type: 'message', message: 'News' }];
    await read.answer({ ticket: { ...ticket, events }, readAt: 1000 });
    assert.equal(model.notice, 'changed 1');
  });

  it('does not read a previewed ticket before its panel asks', async () => {
    const { model, reads } = openModel();
    let read: (() => unknown) | undefined;
    await model.start(() => (read = () => model.load()));
    assert.equal(reads.all.length, 0);
    void read?.();
    await (await reads.last()).answer({ ticket, readAt: 1000 });
    assert.equal(model.ticket, ticket);
  });

  it('shows when a ticket was read that cannot be read again', async () => {
    const { model, reads, world } = openModel();
    world.known = { seen: { ticket, readAt: 900 }, choices: nothingToChoose, isCurrent: false };
    void model.start();
    await (await reads.last()).fail({ code: 'network', cause: 'ENOTFOUND', host: 'x' });
    assert.deepEqual([model.ticket, model.notice], [ticket, 'read at 900']);
    assert.notEqual(model.problem, undefined);
  });
});
