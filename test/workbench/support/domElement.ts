/**
 * The part of a DOM element that is used by code in the page. The project is compiled without the browser's types,
 * because the extension host has none of them.
 */
export interface DomElement {
  readonly id: string;
  readonly textContent: string;
  readonly style: { readonly top: string };
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): ArrayLike<DomElement>;
}
