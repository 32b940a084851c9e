import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toObject } from "../../generators/model/objects/object.ts";
import { artifactsOf, placeInArtifact } from "../../generators/model/sources/artifacts.ts";
import { serveFolder } from "./charts.ts";
import type { Kubectl } from "./kubectl.ts";
import { output } from "./run-program.ts";

/** Milliseconds between two looks. */
const PAUSE = 1000;
const EXTERNAL = "source.toolkit.fluxcd.io/v1";

/**
 * Does what source-watcher does with the ArtifactGenerators of a cluster, since that program can't
 * be built: it copies from the artifacts of GitRepositories what they say, and makes ExternalArtifacts
 * of it, whose revision is that of their content alone. What kustomize-controller does with these is
 * the real thing. Copies that extract or merge are not among what it can do.
 * @param folder an empty folder.
 */
export async function startSourceWatcher(folder: string, kubectl: Kubectl, address: string) {
  const served = join(folder, "served");
  mkdirSync(served, { recursive: true });
  const server = await serveFolder(served, address);
  const place = { folder, served, url: server.url, kubectl };
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      await makeAll(place);
      await sleep(PAUSE, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return async () => {
    stop.abort();
    server.stop();
    await watching;
  };
}

interface Place {
  readonly folder: string;
  readonly served: string;
  readonly url: string;
  readonly kubectl: Kubectl;
}

async function makeAll(place: Place): Promise<void> {
  const { kubectl } = place;
  const generators = await kubectl.list("artifactgenerators.source.extensions.fluxcd.io");
  const sources = await kubectl.list("gitrepositories.source.toolkit.fluxcd.io");
  const made = await kubectl.list("externalartifacts.source.toolkit.fluxcd.io");
  const artifacts = artifactsOf(generators.map((each) => toObject({ ...each }, undefined)));
  for (const [key, { name, copies, generator }] of artifacts) {
    const source = sources.find(({ metadata }) => metadata.name === copies[0]?.source?.name);
    const artifact = source?.status?.artifact;
    if (artifact === undefined) continue;
    const from = await fetched(artifact, place);
    const content = join(place.folder, "content");
    rmSync(content, { recursive: true, force: true });
    mkdirSync(content);
    for (const path of filesBelow(from)) {
      for (const copy of copies) {
        const to = placeInArtifact(path, copy);
        if (to === undefined) continue;
        mkdirSync(dirname(join(content, to)), { recursive: true });
        cpSync(join(from, path), join(content, to));
      }
    }
    const revision = `latest@sha256:${digestOf(content)}`;
    const there = made.find(({ metadata }) =>
      key.endsWith(`/${metadata.namespace}/${metadata.name}`),
    );
    if (there?.status?.artifact?.revision === revision) continue;
    await write({ name, namespace: generator.namespace, revision, content }, place);
  }
  for (const { metadata } of made) {
    if (artifacts.has(`ExternalArtifact/${metadata.namespace}/${metadata.name}`)) continue;
    await kubectl.output(
      "delete",
      "externalartifact",
      "-n",
      `${metadata.namespace}`,
      metadata.name,
    );
  }
}

/** The content of a source's artifact, in a folder of its own for each. */
async function fetched({ url, digest }: { url: string; digest: string }, { folder }: Place) {
  const target = join(folder, digest.replace(":", "-"));
  if (existsSync(target)) return target;
  const archive = `${target}.tar.gz`;
  writeFileSync(archive, Buffer.from(await (await fetch(url)).arrayBuffer()));
  mkdirSync(target);
  await output("tar", ["-xzf", archive, "-C", target]);
  return target;
}

interface Made {
  readonly name: string;
  readonly namespace: string;
  readonly revision: string;
  readonly content: string;
}

async function write(
  { name, namespace, revision, content }: Made,
  { served, url, kubectl }: Place,
) {
  const archive = `${name}-${revision.slice(-12)}.tar.gz`;
  await output("tar", ["-czf", join(served, archive), "-C", content, "."]);
  const bytes = readFileSync(join(served, archive));
  const sourceRef = {
    apiVersion: "source.extensions.fluxcd.io/v1beta1",
    kind: "ArtifactGenerator",
    name,
    namespace,
  };
  const metadata = { name, namespace };
  await kubectl.apply([
    { apiVersion: EXTERNAL, kind: "ExternalArtifact", metadata, spec: { sourceRef } },
  ]);
  const now = new Date().toISOString().replace(/\.\d+/, "");
  const status = {
    artifact: {
      url: `${url}/${archive}`,
      path: archive,
      revision,
      digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
      size: bytes.length,
      lastUpdateTime: now,
    },
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "Succeeded",
        message: "Artifact is ready",
        lastTransitionTime: now,
        observedGeneration: 1,
      },
    ],
  };
  const patch = ["--subresource=status", "--type=merge", `--patch=${JSON.stringify({ status })}`];
  await kubectl.output("patch", "externalartifact", "-n", namespace, name, ...patch);
}

/** Of the paths and the bytes of all files. */
function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const path of filesBelow(folder))
    hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  return hash.digest("hex");
}

function filesBelow(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
}
