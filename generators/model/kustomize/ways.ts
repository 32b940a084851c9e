/** More ways than any repository has, and few enough for kustomize to take them all in seconds. */
export const WAYS_MAX = 20_000;

/**
 * On how many ways a graph can be gone through from one of its nodes: kustomize takes each of them.
 * @param inCircle what counts for a way that comes back to a node of its own.
 */
export function waysFrom(
  start: string,
  next: (node: string) => readonly string[],
  inCircle: number,
): number {
  const ways = new Map<string, number>();
  const open = new Set<string>();
  // Without recursion: a chain may be longer than the stack is deep.
  const stack = [start];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const isSecond = open.has(node);
    if (!isSecond && !ways.has(node)) {
      open.add(node);
      for (const each of next(node)) if (!ways.has(each) && !open.has(each)) stack.push(each);
      continue;
    }
    stack.pop();
    if (!isSecond) continue;
    open.delete(node);
    const sum = next(node).reduce((all, each) => all + (ways.get(each) ?? inCircle), 1);
    ways.set(node, sum);
  }
  return ways.get(start) ?? 1;
}
