import assert from 'node:assert/strict';
import { graphOf } from '../support/imports';
import { readUnits, unitOf, type SourceUnit } from '../support/sourceUnits';

/** Code that reads a customer’s name, address or text. */
const readsCustomers =
  /\b(customerOf|customerName|visitorName|requesterName|requesterText|subjectLabel|arrivalTitle|messageText)\(|[?.](requester|visitor|customer)\b|\bauthor_name\b|kind === 'customer'/;
/** Code that asks the shield what to show of customers. */
const usesShield =
  /\bshield\.shown\b|\{ shown \} = [\w.]*\bshield\b|\bshown(\(\))?\.(ticket|chat|chatState|arrival|chatResult|notification|draft|audit|hit|query|text|person)\b/;

/** Rooms that only format their arguments, and rooms whose results are for code and are never masked. */
const otherRooms = ['src/ui/messages/', 'src/ui/shield/', 'src/ui/extensionApi/'];

/** Files that draw what they are given: only files that use the shield, and other ones of these, may import them. */
const drawing: readonly string[] = [
  'src/ui/activity/activityItem.ts',
  'src/ui/chatDetail/chatView.ts',
  'src/ui/chatDetail/live/liveFacts.ts',
  'src/ui/chatDetail/live/liveIndicators.ts',
  'src/ui/chatDetail/live/liveView.ts',
  'src/ui/chats/chatItem.ts',
  'src/ui/chats/closingMessages.ts',
  'src/ui/reports/handOverNote.ts',
  'src/ui/ticketDetail/ticketView.ts',
  'src/ui/tickets/views/ticketItem.ts',
  'src/ui/tools/chatTexts.ts',
  'src/ui/tools/eventTexts.ts',
  'src/ui/tools/resultTexts.ts',
];

/** Files that need the real values, and why. */
const real: Readonly<Record<string, string>> = {
  'src/ui/chatDetail/chatComposer.ts': 'a canned reply is inserted as it is sent',
  'src/ui/ticketDetail/ticketComposer.ts': 'a canned reply is inserted as it is sent',
  'src/ui/chatDetail/chatPanel.ts': 'it sends what its model draws',
  'src/ui/chatDetail/chatCard.ts': 'it names the visitor of a card, which asks the shield',
  'src/ui/visitorCard/cardSubject.ts': 'it names the requester of a card, which asks the shield',
  'src/ui/chatDetail/live/liveModel.ts': 'it draws ShownChat',
  'src/ui/chats/chatsView.ts': 'it counts the chats that wait',
  'src/ui/reports/pickSubject.ts': 'its rows are masked by shownSubject',
  'src/ui/reports/statisticsView.ts': 'it has figures only',
  'src/ui/tools/agentTools.ts': 'agents are not masked',
  'src/ui/tools/changeLines.ts':
    'what is sent is confirmed as it is; the ticket beside it is what the shield shows',
};

function isUi({ file }: SourceUnit): boolean {
  return /^src\/(ui|wiring)\//.test(file) && !otherRooms.some((room) => file.startsWith(room));
}

/** Files that show customers without the shield. */
function faultsIn(units: readonly SourceUnit[]): string[] {
  const ofUi = units.filter(isUi);
  const shielded = new Set(ofUi.filter(({ text }) => usesShield.test(text)).map(({ file }) => file));
  const mayDraw = (file: string): boolean => shielded.has(file) || drawing.includes(file);
  const reading = ofUi
    .filter(({ file, text }) => readsCustomers.test(text) && !mayDraw(file) && !(file in real))
    .map(({ file }) => `${file} reads customers, and does not ask the shield what is shown of them`);
  const importing = [...graphOf(units)].flatMap(([file, imports]) =>
    imports.flatMap(({ target, kind, place }) =>
      kind === 'value' &&
      target !== undefined &&
      drawing.includes(target) &&
      !mayDraw(file) &&
      !(file in real)
        ? [`${place} imports ${target}, and does not ask the shield`]
        : [],
    ),
  );
  return [...reading, ...importing];
}

describe('the privacy shield', () => {
  const units = readUnits('src');

  it('is between everything that is known of customers and everything that shows them', () => {
    assert.deepEqual(faultsIn(units), []);
  });

  it('has no exception for a file that is gone', () => {
    const files = units.map(({ file }) => file);
    assert.deepEqual(
      [...drawing, ...Object.keys(real)].filter((file) => !files.includes(file)),
      [],
    );
  });

  it('is missing in a new file that shows a requester, or draws a row', () => {
    const invented = [
      unitOf('src/ui/tickets/title.ts', 'export const titleOf = (t) => t.requester?.name;'),
      unitOf('src/ui/chats/other.ts', "import { chatItem } from './chatItem'; chatItem();"),
      unitOf('src/ui/chats/chatItem.ts', 'export function chatItem() {}'),
      unitOf(
        'src/ui/chats/good.ts',
        "import { chatItem } from './chatItem'; chatItem(shield.shown.chat(chat));",
      ),
    ];
    assert.deepEqual(
      faultsIn(invented).map((fault) => fault.split(/[ :]/)[0]),
      ['src/ui/tickets/title.ts', 'src/ui/chats/other.ts'],
    );
  });
});
