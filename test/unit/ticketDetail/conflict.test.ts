import assert from 'node:assert/strict';
import type { TicketConflict } from '../../../src/core/actions/ticketOutcome';
import { openModel, shownModel, ticket } from './support/openModel';

const theirs = { ...ticket, status: 'pending', modified: '2026-01-02T00:00:00.000Z' };
const conflict: TicketConflict = {
  kind: 'conflict',
  fields: ['status'],
  base: ticket,
  current: theirs,
  merged: { ...theirs, status: 'solved' },
  readAt: 2000,
};

async function inConflict() {
  const opened = await shownModel();
  const values = { status: 'solved', subject: 'Zip' };
  const answer = opened.model.submit('fields', { values, base: { status: 'open', subject: 'Zipper' } });
  await (await opened.updates.last()).answer(conflict);
  assert.equal((await answer).outcome, 'refused');
  return opened;
}

describe('ticket panel: conflict with another change', () => {
  it('shows both versions and asks, without losing input', async () => {
    const { model, world } = await inConflict();
    assert.deepEqual(world.compared, [conflict]);
    assert.deepEqual([model.conflict?.text, model.ticket], ['status', theirs]);
    assert.deepEqual(world.draft, { status: 'solved', subject: 'Zip' });
    void model.resolve('compare');
    assert.equal(world.compared.length, 2);
  });

  it('compares with the ticket as it was when the user began to edit', async () => {
    const { model, reads, updates } = await shownModel();
    const typed = { values: { status: 'solved' }, base: { status: 'open' } };
    await model.draft(typed, 1);
    void model.load();
    await (await reads.last()).answer({ ticket: theirs, readAt: 2000 });
    void model.submit('fields', typed);
    const seen = { ticket: { ...theirs, status: 'open' }, readAt: 2000 };
    assert.deepEqual((await updates.last()).question.options, { base: seen, unseen: [] });
  });

  it('compares with what was stored when the user began to edit, after a reload', async () => {
    const { model, reads, updates } = openModel({ status: 'solved' }, { status: 'open' });
    void model.start();
    await (await reads.last()).answer({ ticket: theirs, readAt: 2000 });
    assert.deepEqual(model.form?.base, { status: 'open' });
    void model.submit('fields', { values: { status: 'solved' }, base: model.form.base });
    const seen = { ticket: { ...theirs, status: 'open' }, readAt: 2000 };
    assert.deepEqual((await updates.last()).question.options, { base: seen, unseen: [] });
  });

  it('asks about a field of which it is not known what the user saw', async () => {
    const { model, updates } = await shownModel({ status: 'solved', message: 'Hi' });
    void model.submit('fields', { values: { status: 'solved', message: 'Hi' } });
    assert.deepEqual((await updates.last()).question.options, {
      base: { ticket, readAt: 1000 },
      unseen: ['status'],
    });
  });

  it('stores the values that the edited fields had', async () => {
    const { model, world } = await shownModel();
    const base = { status: 'open', subject: 'Zipper' };
    await model.draft({ values: { message: 'Hi', status: 'solved' }, base }, 600);
    assert.deepEqual(world.base, { status: 'open' });
  });

  it('asks again after a reload if the user has not decided', async () => {
    const { model, world } = await inConflict();
    assert.deepEqual(world.base, { status: 'open', subject: 'Zipper' });
    assert.deepEqual(model.form?.base, { status: 'open', subject: 'Zipper' });
    void model.resolve('keep-editing');
    assert.deepEqual(world.base, { status: 'pending', subject: 'Zipper' });
  });

  it('saves the change if the user overwrites', async () => {
    const { model, world, updates } = await inConflict();
    const saving = model.resolve('overwrite');
    const { question, ...update } = await updates.last();
    assert.deepEqual(question.options.base, { ticket: theirs, readAt: 2000 });
    assert.deepEqual(question.input.change, { status: 'solved', subject: 'Zip' });
    const now = { ...theirs, status: 'solved', subject: 'Zip' };
    await update.answer({ kind: 'saved', ticket: now, sent: [], warnings: [], newMessages: [] });
    await saving;
    assert.deepEqual([model.conflict, world.draft, world.decided], [undefined, undefined, 1]);
  });

  it('discards the conflicting field if the user takes the other version, and keeps other input', async () => {
    const { model, world } = await inConflict();
    void model.resolve('use-current');
    assert.deepEqual([model.conflict, world.draft, model.notice], [undefined, { subject: 'Zip' }, 'current']);
    assert.equal(model.form?.values.status, 'pending');
  });

  it('keeps the input if the user continues editing', async () => {
    const { model, world } = await inConflict();
    void model.resolve('keep-editing');
    assert.deepEqual([model.conflict, model.form?.values.status], [undefined, 'solved']);
    assert.deepEqual(world.draft, { status: 'solved', subject: 'Zip' });
  });

  it('is resolved once: a late answer to an earlier question has no effect', async () => {
    const { model, world, updates } = await inConflict();
    void model.resolve('use-current', conflict);
    void model.resolve('overwrite', conflict);
    assert.equal(updates.all.length, 1);
    assert.deepEqual(world.draft, { subject: 'Zip' });
  });
});
