import widthOf from "fast-string-width";

/**
 * Text in lines of a width, broken at spaces; a longer word has a line of its own, so that a
 * path can be copied. Line ends of the text stay.
 */
export function wrap(text: string, width: number | undefined): string[] {
  return text.split("\n").flatMap((line) => (width === undefined ? [line] : wrapLine(line, width)));
}

function wrapLine(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.trim().split(/ +/)) {
    const longer = current === "" ? indent + word : `${current} ${word}`;
    if (current !== "" && widthOf(longer) > width) {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current];
}
