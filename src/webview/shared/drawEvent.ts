import type {
  ConversationLabels,
  DeliveryView,
  EventAuthor,
  EventView,
  Fact,
  FileView,
  ShownTime,
} from '../../protocol/conversation';
import { make } from './dom';
import { drawText } from './drawText';

export type OpenAddress = (url: string) => void;

/** What can be done with an event of the conversation. */
export interface EventActions {
  openAddress(url: string): void;
  /** Sends a failed message again. */
  retry?(key: string): void;
  /** Takes a failed message back into the composer. */
  takeBack?(key: string): void;
}

/** Renders an event of the conversation. */
export function drawEvent(
  event: EventView,
  labels: ConversationLabels,
  actions: EventActions,
): HTMLLIElement {
  const { kind, isPrivate, author, delivery, key } = event;
  const open = (url: string): void => actions.openAddress(url);
  const classes = ['event', kind, isPrivate ? 'private' : '', author?.isClient === true ? 'client' : ''];
  const text = event.text === undefined ? undefined : drawText(event.text, event.folds);
  return make('li', {
    className: classes.filter(Boolean).join(' '),
    children: [
      make('div', { className: 'head', children: headOf(event, labels) }),
      text,
      ...(event.files ?? []).map((file) => drawFile(file, labels, open)),
      addressOf(event, labels, open),
      delivery && drawDelivery(delivery, key ?? '', actions),
    ],
  });
}

/** How far a message of the person got, by text and not by colour alone. */
function drawDelivery(
  { state, label, retry, takeBack }: DeliveryView,
  key: string,
  actions: EventActions,
): HTMLElement {
  const button = (text: string | undefined, run: () => void): HTMLElement | undefined => {
    if (text === undefined) return undefined;
    const made = make('button', { className: 'link', text, attributes: { type: 'button' } });
    made.addEventListener('click', run);
    return made;
  };
  return make('div', {
    className: 'delivery dim',
    attributes: { 'data-state': state },
    children: [
      make('span', { text: label }),
      button(retry, () => actions.retry?.(key)),
      button(takeBack, () => actions.takeBack?.(key)),
    ],
  });
}

function headOf(
  { author, isPrivate, line, moment, source }: EventView,
  labels: ConversationLabels,
): HTMLElement[] {
  const parts = [
    ...(line === undefined ? authorParts(author) : lineParts(line, author)),
    isPrivate ? make('span', { className: 'badge', text: labels.privateNote }) : undefined,
    moment && drawMoment(moment),
    source?.label === undefined ? undefined : make('span', { className: 'dim', text: source.label }),
  ];
  return parts.filter((part) => part !== undefined);
}

function authorParts(author: EventAuthor | undefined): (HTMLElement | undefined)[] {
  if (!author) return [];
  const { name, id, role } = author;
  return [
    isolated('strong', 'author', name),
    id === undefined ? undefined : isolated('span', 'dim', id),
    role === undefined ? undefined : make('span', { className: 'dim', text: role }),
  ];
}

/** The sentence contains the actor's name; the e-mail address is shown beside it. */
function lineParts(line: string, author: EventAuthor | undefined): (HTMLElement | undefined)[] {
  const { id, role } = author ?? {};
  return [
    isolated('span', 'line', line),
    id === undefined ? undefined : isolated('span', 'dim', id),
    role === undefined ? undefined : make('span', { className: 'dim', text: role }),
  ];
}

function drawMoment({ iso, text }: ShownTime): HTMLElement {
  return make('time', { text, className: 'dim', attributes: { datetime: iso } });
}

/** A URL as text, with a button that opens it after a confirmation. */
function drawAddress(url: string, openable: boolean, labels: ConversationLabels, open: OpenAddress): Node {
  const text = make('span', { className: 'address', text: url, attributes: { dir: 'ltr' } });
  if (!openable) return text;
  const button = make('button', {
    className: 'link',
    text: labels.openAddress,
    attributes: { type: 'button', 'aria-label': `${labels.openAddress} ${url}` },
  });
  button.addEventListener('click', () => open(url));
  return make('span', { className: 'with-button', children: [text, button] });
}

function drawFile(
  { label, url, openable }: FileView,
  labels: ConversationLabels,
  open: OpenAddress,
): HTMLElement {
  const name = isolated('span', 'name', label);
  const address = url === undefined ? undefined : drawAddress(url, openable === true, labels, open);
  return make('div', { className: 'file', children: [name, address] });
}

function addressOf(
  { source }: EventView,
  labels: ConversationLabels,
  open: OpenAddress,
): HTMLElement | undefined {
  if (source?.url === undefined) return undefined;
  const address = drawAddress(source.url, source.openable === true, labels, open);
  return make('div', { className: 'from', children: [address] });
}

/** A name with its own text direction, so that it cannot reorder the text around it. */
function isolated(tag: 'strong' | 'span', className: string, text: string): HTMLElement {
  return make(tag, { className, text, attributes: { dir: 'auto' } });
}

/** How related tickets are opened. */
export interface TicketLinks {
  readonly label: string;
  readonly open: (id: string) => void;
}

function drawTicket(text: string, id: string, { label, open }: TicketLinks): Node {
  const button = make('button', {
    className: 'link',
    text: label,
    attributes: { type: 'button', 'aria-label': `${label} ${text}` },
  });
  button.addEventListener('click', () => open(id));
  return make('span', { className: 'with-button', children: [isolated('span', 'value', text), button] });
}

/** The `dt` and `dd` elements of facts. */
export function drawFacts(
  facts: readonly Fact[],
  labels: ConversationLabels,
  open: OpenAddress,
  tickets?: TicketLinks,
): readonly HTMLElement[] {
  return facts.flatMap((fact) => [
    make('dt', { text: fact.label, attributes: { dir: 'auto' } }),
    make('dd', { children: valuesOf(fact, labels, open, tickets) }),
  ]);
}

function valuesOf(
  { texts, moment, openable, ticketIds = [] }: Fact,
  labels: ConversationLabels,
  open: OpenAddress,
  tickets: TicketLinks | undefined,
): Node[] {
  if (moment) return [drawMoment(moment)];
  return texts.map((text, place) =>
    tickets && ticketIds[place] !== undefined
      ? drawTicket(text, ticketIds[place], tickets)
      : openable === true
        ? drawAddress(text, true, labels, open)
        : make('span', { className: 'value', text, attributes: { dir: 'auto' } }),
  );
}
