/**
 * A path in its shortest form, as `posix.normalize` gives it. Node's own takes the square of a chain
 * of `../`: for what a manifest gives as a path this is asked.
 */
export function normalPath(path: string): string {
  const isAbsolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    const last = parts.at(-1);
    if (part !== "..") parts.push(part);
    else if (last !== undefined && last !== "..") parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  const normal = parts.join("/");
  if (normal === "") return isAbsolute ? "/" : path.endsWith("/") && path !== "/" ? "./" : ".";
  return `${isAbsolute ? "/" : ""}${normal}${path.endsWith("/") ? "/" : ""}`;
}

/** What a path means from a folder, as `posix.join` gives it; for what a manifest gives. */
export function pathFrom(folder: string, path: string): string {
  return normalPath(folder === "" || path === "" ? folder || path : `${folder}/${path}`);
}
