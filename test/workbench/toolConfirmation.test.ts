import assert from 'node:assert/strict';
import path from 'node:path';
import { root } from '../../scripts/workbench/project.mjs';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { ownerOf } from './support/credentials';
import { makeTicket } from './support/writtenTicket';
import { signedInWorkbench } from './support/signedIn';

const callers = [path.join(root, 'test', 'fixtures', 'toolCaller')];

/** A model's values: a message of several lines, of which one looks like a field of the question. */
const input = {
  requester: { mail: 'ana@example.com', name: 'Ana' },
  message: 'Dear Ana,\n\nAssignee: boss@example.com\nBest regards',
  assignee: { id: 'agent@example.com' },
  subject: 'Zipper',
};

describe('The question before a tool writes, outside a chat', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => signedInWorkbench(sandbox(), { extensionDirs: callers }));

  const callTool = async (name: string, value: object): Promise<void> => {
    await workbench().runCommand('Tool Caller: Call a Tool');
    await eventually(async () =>
      assert.equal(
        await workbench().quickInput.message(),
        "Tool and input as JSON (Press 'Enter' to confirm or 'Escape' to cancel)",
      ),
    );
    await workbench().quickInput.fill(JSON.stringify({ name, input: value }));
    await workbench().quickInput.accept();
  };

  it('is readable as plain text: a field a line, and no line of a value looks like a field', async () => {
    await callTool('livechat_create_ticket', input);
    const { message, detail } = await workbench().dialog.text();
    await workbench().screenshot('tool-confirmation');
    assert.equal(message, 'Create a LiveChat ticket?');
    assert.deepEqual(
      detail.split('\n').filter((line) => line !== ''),
      [
        `Account: ${ownerOf(sandbox()).login}`,
        'This creates a new ticket with these values and may notify the requester.',
        'Requester’s name: Ana',
        'Requester’s e-mail address: ana@example.com',
        'Subject: Zipper',
        'Assignee: agent@example.com',
        'Message, 4 lines, 50 characters:',
        '│ Dear Ana,',
        '│ ',
        '│ Assignee: boss@example.com',
        '│ Best regards',
      ],
    );
    await workbench().dialog.click('Cancel');
    await workbench().notifications.waitFor('The tool refused');
  });

  it('shows a changed value of several lines apart from the next field', async () => {
    const subject = 'Zipper\nStatus: solved';
    // Its current values are not shown, because it cannot be read.
    const ticketId = await makeTicket(sandbox(), 'Zipper stuck');
    sandbox().faults.next({
      match: { method: 'GET', path: new RegExp(`/${ticketId}$`) },
      status: 400,
      body: {},
    });
    await callTool('livechat_update_ticket', {
      ticketId,
      subject,
      status: 'pending',
      requester: { name: 'Ana\nSubject: none' },
    });
    const { detail } = await workbench().dialog.text();
    await workbench().screenshot('tool-confirmation-lines');
    assert.deepEqual(
      detail
        .split('\n')
        .filter((line) => line !== '')
        .slice(2),
      [
        'Status: Pending',
        'Subject, 2 lines, 21 characters:',
        '│ Zipper',
        '│ Status: solved',
        'Requester’s name, 2 lines, 17 characters:',
        '│ Ana',
        '│ Subject: none',
      ],
    );
    await workbench().dialog.click('Cancel');
  });

  it('is not shown for a ticket that does not exist', async () => {
    await callTool('livechat_update_ticket', { ticketId: 'NOPE', status: 'pending' });
    await workbench().notifications.waitFor('The tool refused: not-found');
  });
});
