/** What is forgotten together: everything that was made of texts. */
const all: Memory<unknown>[] = [];

/**
 * What was made of texts: the model before a change, the check of each edit and the model
 * after it read the same ones. It grows with every text until `forgetUnused`.
 */
export class Memory<T> {
  #used = new Map<string, T>();
  #unused = new Map<string, T>();

  constructor() {
    all.push(this);
  }

  /** What was made before, or what `make` makes now. What it throws is not remembered. */
  of(key: string, make: () => T): T {
    const known = this.#used.get(key);
    if (known !== undefined) return known;
    const found = this.#unused.get(key) ?? make();
    this.#used.set(key, found);
    return found;
  }

  forgetUnused(): void {
    this.#unused = this.#used;
    this.#used = new Map();
  }
}

/** Between two runs of one process: forgets what the last run did not ask for. */
export function forgetUnused(): void {
  for (const memory of all) memory.forgetUnused();
}
