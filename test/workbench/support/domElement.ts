/**
 * What code that runs in the page uses of an element. The project is compiled without the browser's types, so
 * that nothing in the extension's host takes them for its own.
 */
export interface DomElement {
  readonly id: string;
  readonly textContent: string;
  readonly style: { readonly top: string };
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): ArrayLike<DomElement>;
}
