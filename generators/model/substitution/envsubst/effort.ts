import { SubstitutionRefusal } from "../refusal.ts";

/** Steps for all objects of a Flux Kustomization: a second or two. */
const STEPS_MAX = 50_000_000;

/** Characters that one object may grow to: the API server takes no request of more than 3 MiB. */
const LENGTH_MAX = 4 * 1024 * 1024;

/**
 * What substitution may still take. A function makes its text many times as long as its value, and
 * functions of functions have no end; a pattern takes the square of a value's length. Neither does
 * Flux survive.
 */
export class Effort {
  #steps = STEPS_MAX;
  #length = LENGTH_MAX;

  /** Another object, whose length counts anew. */
  begin(): void {
    this.#length = LENGTH_MAX;
  }

  /** @throws SubstitutionRefusal where it is too much. */
  step(count: number): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new SubstitutionRefusal("the variables take too long to substitute");
  }

  /** Counts characters that are made. @throws SubstitutionRefusal where it is too much. */
  make(length: number): void {
    this.#length -= length;
    if (this.#length < 0) {
      throw new SubstitutionRefusal("what the variables make of it is longer than 4 MiB");
    }
    this.step(length);
  }
}
