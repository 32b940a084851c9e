/** What a reader chose, kept for the next page; where the browser keeps nothing, for this one. */
export function preference(name: string): string | undefined {
  try {
    return localStorage.getItem(`flux-cd-diff.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepPreference(name: string, value: string): void {
  try {
    localStorage.setItem(`flux-cd-diff.${name}`, value);
  } catch {
    // A file that was opened from the disk may have no storage.
  }
}
