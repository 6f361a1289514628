/** Finds, clones and fills elements. Text is never inserted as markup. */

/**
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @param {ParentNode} [within]
 * @returns {Kind}
 */
export function part(selector, kind, within = document) {
  const found = within.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${selector}`);
}

/**
 * Returns a function that clones the content of a template.
 * @param {string} selector of the template
 * @returns {() => HTMLElement}
 */
export function copiesOf(selector) {
  const original = part(selector, HTMLTemplateElement).content.firstElementChild;
  return () => {
    const copy = original?.cloneNode(true);
    if (copy instanceof HTMLElement) return copy;
    throw new Error(`the template ${selector} is empty`);
  };
}

/** @type {WeakMap<Element, Map<string, Element>>} */
const fieldsOf = new WeakMap();

/** @param {Element} root */
function fields(root) {
  let found = fieldsOf.get(root);
  if (!found) {
    const marked = root.querySelectorAll('[data-field]');
    found = new Map([...marked].map((element) => [element.getAttribute('data-field') ?? '', element]));
    fieldsOf.set(root, found);
  }
  return found;
}

/**
 * Sets the texts of fields by name; unchanged text is not written.
 * @param {Element} root
 * @param {Readonly<Record<string, string>>} texts
 */
export function fill(root, texts) {
  const known = fields(root);
  for (const name in texts) {
    const field = known.get(name);
    if (field) setText(field, texts[name] ?? '');
  }
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {Readonly<Record<string, string | number | boolean>>} attributes
 */
export function setAttributes(element, attributes) {
  for (const name in attributes) {
    const value = String(attributes[name]);
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
