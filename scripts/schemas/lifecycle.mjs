// Which API versions are deprecated or removed since when, and what takes their place.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FLUX, KUBERNETES_BY_HAND } from "./lifecycle-by-hand.mjs";

/** Where a module of Kubernetes' types holds the folders of its groups. */
const FOLDERS = ["", "pkg/apis"];

/**
 * apiVersion -> kind -> `{ state, since, removal, replacement }`, as it is with one version
 * of Kubernetes: what becomes deprecated later is left out.
 */
export function lifecycle(modules, version, kinds) {
  const found = {};
  for (const [apiVersion, byKind] of Object.entries(kubernetesLifecycle(modules))) {
    for (const [kind, entry] of Object.entries(byKind)) {
      const now = today(entry, minor(version));
      if (now === undefined) continue;
      now.replacement ??= servedElsewhere(apiVersion, kind, kinds);
      found[apiVersion] ??= {};
      found[apiVersion][kind] = now;
    }
  }
  for (const [apiVersion, byKind] of [...KUBERNETES_BY_HAND, ...FLUX]) {
    found[apiVersion] = { ...found[apiVersion], ...byKind };
  }
  for (const byKind of Object.values(found)) {
    for (const [kind, entry] of Object.entries(byKind)) {
      entry.replacement = lasting(entry.replacement, kind, found);
    }
  }
  return found;
}

function today({ deprecated, removed, replacement }, current) {
  const release = (number) => number && `Kubernetes 1.${number}`;
  if (removed <= current) return { state: "removed", since: release(removed), replacement };
  if (!(deprecated <= current)) return undefined;
  return {
    state: "deprecated",
    since: release(deprecated),
    removal: release(removed),
    replacement,
  };
}

/** The 37 of `v1.37.2`. */
function minor(version) {
  return Number(version.split(".")[1]);
}

/** Another version of the same group that serves the kind and is more stable. */
function servedElsewhere(apiVersion, kind, kinds) {
  const [group, version] = apiVersion.split("/");
  const served = Object.keys(kinds).filter(
    (other) => other.startsWith(`${group}/`) && kinds[other][kind] !== undefined,
  );
  const stable = served.find((other) => /\/v\d+$/.test(other));
  const beta = served.findLast((other) => other.includes("beta"));
  return stable ?? (version.includes("alpha") ? beta : undefined);
}

/** The version that replaces the replacement, if that is gone too. */
function lasting(replacement, kind, found) {
  const next = found[replacement]?.[kind];
  return next?.state === "removed" ? lasting(next.replacement, kind, found) : replacement;
}

/**
 * What the generated Go code of Kubernetes says of its types: apiVersion -> kind ->
 * `{ deprecated, removed, replacement }`, releases as the number after `1.`.
 */
function kubernetesLifecycle(modules) {
  const found = {};
  for (const module of modules) {
    for (const folder of FOLDERS.map((name) => join(module, name)).filter(existsSync)) {
      for (const group of folders(folder)) {
        for (const version of folders(join(folder, group))) {
          read(join(folder, group, version), version, found);
        }
      }
    }
  }
  return found;
}

function folders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function read(folder, version, found) {
  const file = join(folder, "zz_generated.prerelease-lifecycle.go");
  if (!existsSync(file)) return;
  const register = readFileSync(join(folder, "register.go"), "utf8");
  const group = /GroupName = "(.*)"/.exec(register)?.[1];
  if (group === undefined) throw new Error(`${folder} does not say its group.`);
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const form = /^func \(in \*(\w+)\) APILifecycle(\w+)\(\).*\{\n\treturn (.*)\n\}/gm;
  for (const [, kind, what, value] of readFileSync(file, "utf8").matchAll(form)) {
    if (kind.endsWith("List") || what === "Introduced") continue;
    found[apiVersion] ??= {};
    found[apiVersion][kind] ??= {};
    found[apiVersion][kind][what.toLowerCase()] =
      what === "Replacement" ? groupVersion(value) : Number(/^1, (\d+)$/.exec(value)[1]);
  }
}

function groupVersion(value) {
  const part = (name) => new RegExp(`${name}: "(.*?)"`).exec(value)[1];
  return `${part("Group")}/${part("Version")}`;
}
