/** Why Flux refuses to substitute variables, in its own words. */
export class SubstitutionRefusal extends Error {
  /** The text that it is about, from `${` on, where it is about one. */
  readonly excerpt: string | undefined;

  constructor(reason: string, excerpt?: string) {
    super(reason);
    this.excerpt = excerpt;
  }
}
