import { element } from "./elements.ts";
import { keepPreference, preference } from "./preferences.ts";

/** What single keys do, by the key. */
export type Keys = Readonly<Record<string, () => void>>;

/**
 * Single keys, unless someone types, a modifier is held, a dialog is open, or the reader turned
 * them off: they get in the way of speech input (WCAG 2.1, criterion 2.1.4).
 */
export function singleKeys(keys: Keys): void {
  const dialog = element<HTMLDialogElement>("keys");
  const isOn = element<HTMLInputElement>("single-keys");
  isOn.checked = preference("keys") !== "off";
  isOn.addEventListener("change", () => keepPreference("keys", isOn.checked ? "on" : "off"));
  addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || dialog.open || !isOn.checked) return;
    const types = (target as HTMLElement).closest("input[type=search], select");
    const action = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (types || action === undefined) return;
    event.preventDefault();
    action();
  });
}

/** The one after or before an element, among elements in the page's order. */
export function neighbour<T extends HTMLElement>(
  all: readonly T[],
  current: T | null | undefined,
  step: 1 | -1,
): T | undefined {
  const index = current ? all.indexOf(current) : -1;
  if (index < 0) return step === 1 ? all[0] : undefined;
  return all[index + step];
}
