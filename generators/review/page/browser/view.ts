import { element, elements } from "./elements.ts";
import { keepPreference, preference } from "./preferences.ts";

const THEMES = ["system", "light", "dark"];

/** The button that goes through the themes. @returns what it does. */
export function themeSwitch(): () => void {
  const button = element("theme");
  const show = (theme: string) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    (button.querySelector("span") as HTMLElement).textContent = theme;
  };
  let current = preference("theme") ?? "system";
  show(current);
  const next = () => {
    current = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? "system";
    show(current);
    keepPreference("theme", current);
  };
  button.addEventListener("click", next);
  return next;
}

/** Unified or side by side. @returns what changes to the other one. */
export function viewSwitch(form: HTMLFormElement): () => void {
  const views = form.elements.namedItem("view") as RadioNodeList;
  const show = (view: string) => {
    views.value = view;
    document.documentElement.dataset.view = view;
  };
  const choose = (view: string) => {
    show(view);
    keepPreference("view", view);
  };
  show(preference("view") === "split" ? "split" : "unified");
  for (const radio of views) {
    radio.addEventListener("change", () => choose(views.value));
  }
  return () => choose(views.value === "split" ? "unified" : "split");
}

/** Opens everything for the printer, and closes it again. */
export function openForPrint(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = elements<HTMLDetailsElement>("details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}
