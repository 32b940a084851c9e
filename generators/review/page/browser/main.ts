import { element, elements } from "./elements.ts";
import { objectList } from "./filter.ts";
import { type Keys, neighbour, singleKeys } from "./keys.ts";
import { openForPrint, themeSwitch, viewSwitch } from "./view.ts";

// Everything is in the page already, readable without this script. It filters, folds and moves.

for (const control of elements("[data-scripted]")) control.hidden = false;
const nextTheme = themeSwitch();
openForPrint();
const help = element<HTMLDialogElement>("keys");
const showHelp = () => help.showModal();
element("help").addEventListener("click", showHelp);
const form = document.getElementById("filters");
singleKeys({
  t: nextTheme,
  "?": showHelp,
  n: () => goToRisk(1),
  p: () => goToRisk(-1),
  ...(form instanceof HTMLFormElement ? listKeys(form) : {}),
});

/** Moves the focus to the risk after or before the one that has it. */
function goToRisk(step: 1 | -1): void {
  const current = document.activeElement?.closest<HTMLElement>(".risk");
  const next = neighbour(elements(".risk"), current, step);
  const folded = next?.closest("details");
  if (folded) folded.open = true;
  next?.focus();
}

/** Everything about the list of objects. @returns its keys. */
function listKeys(form: HTMLFormElement): Keys {
  const list = objectList(form);
  const search = form.elements.namedItem("query") as HTMLInputElement;
  const setOpen = (open: boolean) => {
    for (const details of list.shown()) details.open = open;
  };
  const goTo = (step: 1 | -1) => {
    const current = document.activeElement?.closest<HTMLElement>(".object");
    neighbour(list.shown(), current, step)?.querySelector("summary")?.focus();
  };
  element("expand").addEventListener("click", () => setOpen(true));
  element("collapse").addEventListener("click", () => setOpen(false));
  element("clear").addEventListener("click", () => {
    list.clear();
    search.focus();
  });
  for (const button of elements("[data-risk]")) {
    button.addEventListener("click", () => {
      list.showRisk(button.dataset.risk ?? "");
      element("objects").focus();
    });
  }
  search.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && search.value === "") search.blur();
  });

  // What stands at the top must not cover what a link leads to.
  new ResizeObserver(() => {
    const isSticky = getComputedStyle(form).position === "sticky";
    const height = isSticky ? form.offsetHeight : 0;
    document.documentElement.style.setProperty("--bar", `${height}px`);
  }).observe(form);

  const followLink = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.classList.contains("risk")) target.focus();
    if (!(target instanceof HTMLDetailsElement)) return;
    if (target.hidden) list.clear();
    target.open = true;
    target.querySelector("summary")?.focus();
  };
  addEventListener("hashchange", followLink);
  followLink();

  return {
    "/": () => search.focus(),
    Escape: () => list.clear(),
    j: () => goTo(1),
    k: () => goTo(-1),
    e: () => setOpen(true),
    c: () => setOpen(false),
    s: viewSwitch(form),
  };
}
