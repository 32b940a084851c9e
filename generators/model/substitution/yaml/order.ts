/** Keys as sigs.k8s.io/yaml sorts them: numbers in them by their value (go.yaml.in/yaml/v2, sorter.go). */
export function keysInOrder(keys: readonly string[]): string[] {
  return keys
    .map((key) => [...key])
    .sort(compared)
    .map((key) => key.join(""));
}

function compared(one: readonly string[], other: readonly string[]): number {
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one[at] === other[at]) at++;
  const [a, b] = [one[at], other[at]];
  if (at === length || a === undefined || b === undefined) return one.length - other.length;
  const [isLetter, isOtherLetter] = [a, b].map((char) => /\p{L}/u.test(char));
  const byCode = (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
  if (isLetter && isOtherLetter) return byCode;
  if (isLetter || isOtherLetter) return isOtherLetter ? -1 : 1;
  // A zero behind other digits is one of them.
  const isInNumber = (a === "0" || b === "0") && /[1-9]0*$/.test(digitsBefore(one, at));
  const [number, otherNumber] = [one, other].map((key) => digitsFrom(key, at));
  const lead = isInNumber ? "1" : "0";
  const byValue = Number(lead + (number ?? "")) - Number(lead + (otherNumber ?? ""));
  return byValue || (number ?? "").length - (otherNumber ?? "").length || byCode;
}

function digitsBefore(key: readonly string[], end: number): string {
  let start = end;
  while (start > 0 && /\d/.test(key[start - 1] ?? "")) start--;
  return key.slice(start, end).join("");
}

function digitsFrom(key: readonly string[], start: number): string {
  let end = start;
  while (/\d/.test(key[end] ?? "")) end++;
  return key.slice(start, end).join("");
}
