interface Parts {
  readonly id?: string;
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | undefined)[];
}

/** Makes an element. Texts are set as text: there is no way to give it markup. */
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

/** The element that the host's page has for content. */
export function pageRoot(): HTMLElement {
  const root = document.getElementById('page');
  if (!root) throw new Error('the page has no root');
  return root;
}

/** Says that the host does not answer, wherever the page is scrolled to; empty while it does. */
export function silenceBar(): HTMLElement {
  return make('div', { className: 'silence', attributes: { role: 'status' } });
}
