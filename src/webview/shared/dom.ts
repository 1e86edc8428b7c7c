import { mayTakeFocus } from './focus';

interface Parts {
  readonly id?: string;
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | undefined)[];
}

/** Creates an element. Text is set as text content, never as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  parts: Parts = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (parts.id !== undefined) element.id = parts.id;
  if (parts.className !== undefined) element.className = parts.className;
  if (parts.text !== undefined) element.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) element.setAttribute(name, value);
  for (const child of parts.children ?? []) if (child) element.append(child);
  return element;
}

/** Shows a text, or hides the element without one. */
export function setNote(element: HTMLElement, text: string | undefined): void {
  element.hidden = text === undefined;
  setText(element, text ?? '');
}

/** Unchanged text is not set again, so that screen readers do not repeat it and nothing is laid out anew. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The root element of the page. */
export function pageRoot(): HTMLElement {
  const root = document.getElementById('page');
  if (!root) throw new Error('the page has no root');
  return root;
}

/** Inserts text at the cursor of the page's message, as if it was typed, and moves the focus there. */
export function insertIntoMessage(root: HTMLElement, text: string): void {
  const message = root.querySelector<HTMLTextAreaElement>('textarea[name="message"]');
  if (!message) return;
  message.focus();
  message.setRangeText(text, message.selectionStart, message.selectionEnd, 'end');
  message.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Changes the text of a field. The cursor stays behind what the person has typed before it. */
export function replaceText(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  const { value, selectionEnd } = field;
  // Setting the same text would move the cursor to its end.
  if (value === text) return;
  field.value = text;
  const isKept = selectionEnd !== null && selectionEnd > 0 && text.startsWith(value.slice(0, selectionEnd));
  if (isKept) field.setSelectionRange(selectionEnd, selectionEnd);
}

/** Announces a text. Screen readers repeat the same one only if the live region was empty in between. */
export function announceIn(live: HTMLElement, text: string): void {
  live.textContent = '';
  requestAnimationFrame(() => {
    live.textContent = text;
  });
}

/** Shows the top of the page, and moves the focus to its title. */
export function focusTitle(title: HTMLElement): void {
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** A bar that is always visible while the host does not respond; empty otherwise. */
export function waitingBar(): HTMLElement {
  return make('div', { className: 'waiting-bar', attributes: { role: 'status' } });
}

/** A line of text with a button. */
export function noteBar(text: string, label: string, run: () => void): HTMLElement {
  const button = make('button', { className: 'secondary', text: label, attributes: { type: 'button' } });
  button.addEventListener('click', run);
  return make('div', { className: 'note', children: [make('span', { text }), button] });
}

let wanted: (() => void) | undefined;

/**
 * Moves the focus within the page, e.g. to what replaces a focused element. While the person is in another part of the
 * window, that would take the focus from the list or box in which they type: it waits until the editor focuses the page.
 * @param focus focuses an element
 */
export function moveFocus(focus: () => void): void {
  if (document.hasFocus()) {
    focus();
    return;
  }
  if (!wanted) window.addEventListener('focus', focusWanted, { once: true });
  wanted = focus;
}

function focusWanted(): void {
  const focus = wanted;
  wanted = undefined;
  // The editor focuses the page, not what in it had the focus; a click focuses something itself.
  if (document.activeElement === document.body) focus?.();
}

const withFocus = new WeakMap<HTMLElement, HTMLElement>();

/**
 * Makes input take no keys, or take them again. The browser moves the focus away from what is inert and does not give it
 * back: without that, whoever goes on typing would type into nothing.
 */
export function setInert(element: HTMLElement, isInert: boolean): void {
  if (element.inert === isInert) return;
  const { activeElement } = document;
  if (isInert && activeElement instanceof HTMLElement && element.contains(activeElement))
    withFocus.set(element, activeElement);
  element.inert = isInert;
  if (isInert) return;
  const before = withFocus.get(element);
  withFocus.delete(element);
  if (before && mayTakeFocus<Element>(element, document))
    moveFocus(() => before.focus({ preventScroll: true }));
}
