/** Makes elements of a page; text is always text. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export const line = (text: string, className = ""): HTMLElement =>
  make("p", { textContent: text, className });

/** A button that types `types`; `onLine` is told it. */
export function typing(text: string, types: string, onLine: (line: string) => void): HTMLElement {
  const button = make("button", { type: "button", className: "in-panel", textContent: text });
  button.addEventListener("click", () => onLine(types));
  return button;
}

/** The element of that id. Throws when the page has none, or another kind of it. */
export function find<T extends HTMLElement = HTMLElement>(page: Document, id: string): T {
  const element = page.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}
