/** Whether the focus may move to this form without taking it from where the person types meanwhile. */
export function mayTakeFocus<T>(
  form: { contains(node: T): boolean },
  { activeElement, body }: { readonly activeElement: T | null; readonly body: T },
): boolean {
  return activeElement === null || activeElement === body || form.contains(activeElement);
}
