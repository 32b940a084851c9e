import type { Filterable } from "../objects.ts";
import { element, elements } from "./elements.ts";

/** An object of the page, and what is asked of it. */
interface Item extends Filterable {
  readonly details: HTMLDetailsElement;
}

/** The levels of the risks, by index. */
type Levels = readonly string[];

/** The list of objects and its filters. */
export interface ObjectList {
  /** Those that the filters leave, in their order. */
  shown(): HTMLDetailsElement[];
  /** Shows those of one risk only, whatever the filters were. */
  showRisk(index: string): void;
  clear(): void;
}

/** Shows what the form asks for, now and at every change. */
export function objectList(form: HTMLFormElement): ObjectList {
  const items: Item[] = elements<HTMLDetailsElement>(".object").map((details) => ({
    details,
    ...(JSON.parse(details.dataset.filter ?? "") as Filterable),
  }));
  const levels = elements(".risk").map(({ dataset }) => dataset.level ?? "");
  const texts = new Map<Item, string>();
  const textOf = (item: Item) => {
    const text = texts.get(item) ?? (item.details.textContent ?? "").toLowerCase();
    texts.set(item, text);
    return text;
  };

  const apply = () => {
    const data = new FormData(form);
    const asked = (name: string) => String(data.get(name) ?? "");
    const words = asked("query").toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of items) {
      const matches =
        isAny(asked("change"), [item.change]) &&
        isAny(asked("place"), item.places) &&
        isAny(asked("kind"), [item.kind]) &&
        isRisk(asked("risk"), item, levels) &&
        words.every((word) => textOf(item).includes(word));
      item.details.hidden = !matches;
      if (matches) count++;
    }
    const all = items.length.toLocaleString("en");
    element("status").textContent =
      count === items.length ? `${all} objects` : `${count.toLocaleString("en")} of ${all} objects`;
    element("none").hidden = count > 0;
  };
  const clear = () => {
    for (const name of ["query", "place", "kind", "risk"]) {
      (form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value = "";
    }
    // There is none where all objects have the same change.
    const all = form.querySelector<HTMLInputElement>('[name="change"][value=""]');
    if (all !== null) all.checked = true;
    apply();
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  // What a browser fills in when it goes back to the page.
  apply();
  return {
    clear,
    shown: () => items.flatMap(({ details }) => (details.hidden ? [] : [details])),
    showRisk(index) {
      clear();
      (form.elements.namedItem("risk") as HTMLSelectElement).value = index;
      apply();
    },
  };
}

function isAny(asked: string, values: readonly string[]): boolean {
  return asked === "" || values.includes(asked);
}

/** @param asked nothing, `some`, a level, or the index of one risk. */
function isRisk(asked: string, { risks }: Item, levels: Levels): boolean {
  if (asked === "") return true;
  if (asked === "some") return risks.length > 0;
  return risks.some((index) => asked === String(index) || asked === levels[index]);
}
