/**
 * The two sides of a diff that shows whole files: lines that begin with a space are in
 * both, with `-` before, with `+` after. An edit reads here as it does in a pull request.
 */
export function sides(diff: string): { before: string; after: string } {
  const lines = diff.replace(/^\n/, "").replace(/\n$/, "").split("\n");
  const side = (marks: string) =>
    lines
      .filter((line) => marks.includes(line.charAt(0) || " "))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  return { before: side(" -"), after: side(" +") };
}
