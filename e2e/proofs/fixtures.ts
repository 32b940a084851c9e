import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { namespace } from "../harness/flux.ts";
import { createRepository, git, push } from "../harness/git.ts";
import type { ClusterObject } from "../harness/kubectl.ts";
import { readiness } from "../harness/report.ts";
import { until } from "../harness/until.ts";
import { announce, ask, flux, folderFor, kubectl, ROOT, settings } from "./world.ts";

/** Where the Flux objects of a fixture go, so that they do not meet the repository's own. */
const NAMESPACE = "fixture";
const FIXTURES = join(ROOT, "test", "fixtures", "rules");

export type Verdict = "valid" | "invalid";

/** The name of a rule's fixture, `rule--detail`, without the detail. */
export const ruleOf = (name: string) => name.replace(/--.*/, "");

/**
 * Whether `validate` finds what the rule is for, in the fixture as it is; in one with `base/` and
 * `head/`, in the change from one to the other.
 */
export async function isFound(verdict: Verdict, name: string): Promise<boolean> {
  const from = join(FIXTURES, verdict, name);
  const args = ["--format", "json", "--only", ruleOf(name)];
  let folder = from;
  if (existsSync(join(from, "head"))) {
    folder = folderFor(`compared/${verdict}-${name}`);
    await git(folder, "init", "--quiet");
    for (const part of ["base", "head"]) {
      cpSync(join(from, part), folder, { recursive: true });
      await git(folder, "add", "--all");
      await git(folder, "commit", "--quiet", "--message", part);
    }
    args.push("--base", "HEAD~1");
  }
  const report = JSON.parse(await flux("01", "validate", "--repo", folder, ...args));
  return report.findings.some(({ rule }: { rule: string }) => rule === ruleOf(name));
}

/** A fixture that Flux follows. */
export class Fixture {
  private readonly folder: string;
  private readonly remote: string;
  private readonly url: string;

  /** @param name of a folder of test/fixtures/rules/valid/ and invalid/. */
  constructor(verdict: Verdict, name: string) {
    const path = `${verdict}-${name}`;
    this.folder = join(folderFor("fixtures"), path);
    this.remote = join(settings.remotes, path);
    this.url = `${settings.url}/${path}`;
  }

  /** Pushes the files of a folder, and has Flux fetch them. */
  async publish(from: string): Promise<void> {
    if (!existsSync(this.folder)) await createRepository(this.folder, this.remote);
    for (const name of readdirSync(this.folder))
      if (name !== ".git") rmSync(join(this.folder, name), { recursive: true });
    cpSync(from, this.folder, { recursive: true });
    for (const path of readdirSync(this.folder, { recursive: true, encoding: "utf8" })) {
      const file = join(this.folder, path);
      if (path.startsWith(".git") || !statSync(file).isFile()) continue;
      const text = readFileSync(file, "utf8");
      writeFileSync(
        file,
        text
          .replaceAll("namespace: flux-system", `namespace: ${NAMESPACE}`)
          .replace(/url: https:\/\/git\.example\.com\/.*/g, `url: ${this.url}`),
      );
    }
    await push(this.folder, "The fixture");
    await announce(this.url);
  }

  /** Publishes a commit that changes no file. */
  async commitNothing(): Promise<void> {
    await push(this.folder, "Nothing");
    await announce(this.url);
  }

  /** Removes a file and publishes that. */
  async remove(path: string): Promise<void> {
    rmSync(join(this.folder, path));
    await push(this.folder, `Remove ${path}`);
    await announce(this.url);
  }

  /** Has Flux follow it: by the fixture's own Flux objects, or, where it has none, by one sync. */
  async bootstrap(): Promise<void> {
    await kubectl.apply([namespace(NAMESPACE)]);
    const cluster = join(this.folder, "clusters", "main");
    if (existsSync(cluster)) {
      await kubectl.output("apply", "--server-side", "--force-conflicts", `--filename=${cluster}`);
      return;
    }
    const metadata = { name: "fixture", namespace: NAMESPACE };
    await kubectl.apply([
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata,
        spec: { interval: "1m", url: this.url, ref: { branch: "main" } },
      },
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata,
        spec: {
          interval: "10m",
          path: "./",
          prune: true,
          sourceRef: { kind: "GitRepository", name: "fixture" },
        },
      },
    ]);
  }

  commit(): Promise<string> {
    return git(this.folder, "rev-parse", "HEAD");
  }
}

/** Pushes and bootstraps a fixture. */
export async function follow(verdict: Verdict, name: string): Promise<Fixture> {
  const fixture = new Fixture(verdict, name);
  const from = join(FIXTURES, verdict, name);
  const hasBase = existsSync(join(from, "head"));
  await fixture.publish(hasBase ? join(from, "base") : from);
  await fixture.bootstrap();
  if (hasBase) {
    await syncsReady();
    await fixture.publish(join(from, "head"));
  }
  return fixture;
}

/** The Flux Kustomizations of the fixture, by name. */
async function syncs(): Promise<Map<string, ClusterObject>> {
  const objects = await kubectl.list("kustomizations.kustomize.toolkit.fluxcd.io");
  return new Map(
    objects
      .filter(({ metadata }) => metadata.namespace === NAMESPACE)
      .map((each) => [each.metadata.name, each]),
  );
}

/** `{ apps: "DependencyNotReady: ..." }`: why each sync that is not ready is not. */
export async function complaints(): Promise<Record<string, string>> {
  const entries = [...(await syncs())].flatMap(([name, sync]) => {
    const { status, reason, message } = readiness(sync) ?? {};
    return status === "True" ? [] : [[name, `${reason}: ${message}`] as const];
  });
  return Object.fromEntries(entries);
}

/** Waits until every sync of the fixture is ready, at this commit if one is given. */
export async function syncsReady(commit = ""): Promise<void> {
  let shown = "";
  const areReady = async () => {
    const all = [...(await syncs()).values()];
    shown = JSON.stringify(await complaints());
    return (
      all.length > 0 &&
      shown === "{}" &&
      all.every(({ status }) => `${status?.lastAppliedRevision}`.endsWith(commit))
    );
  };
  await until("every sync of the fixture is ready", 60, undefined, areReady, () => shown);
}

/** What a sync has applied last. */
export async function revisionOf(name: string): Promise<string> {
  return `${(await syncs()).get(name)?.status?.lastAppliedRevision}`;
}

/** Waits until Flux has fetched this commit of the fixture. */
export async function fetched(commit: string): Promise<void> {
  await until(`Flux has fetched ${commit}`, 30, undefined, async () => {
    const sources = await kubectl.list("gitrepositories");
    return sources.some(
      ({ metadata, status }) =>
        metadata.namespace === NAMESPACE && `${status?.artifact?.revision}`.endsWith(commit),
    );
  });
}

/** Waits until one sync says that it is not ready, in these words. */
export async function complains(name: string, words: RegExp): Promise<void> {
  let shown = "";
  const says = async () => {
    shown = (await complaints())[name] ?? "ready";
    return words.test(shown);
  };
  await until(`${name} complains of ${words}`, 60, undefined, says, () => shown);
}

/** Asks Flux to look at one sync of the fixture again. */
export function reconcile(name: string): Promise<void> {
  return ask(`kustomization/${name}`, NAMESPACE);
}

export async function suspend(name: string): Promise<void> {
  const patch = JSON.stringify({ spec: { suspend: true } });
  await kubectl.output(
    "patch",
    "kustomization",
    name,
    "-n",
    NAMESPACE,
    "--type=merge",
    "-p",
    patch,
  );
}

/** Removes what a fixture brought, as Flux does: a sync that goes takes its objects along. */
export async function clear(): Promise<void> {
  for (const kind of ["kustomizations.kustomize.toolkit.fluxcd.io", "gitrepositories"])
    await kubectl.output("delete", kind, "--all", "-n", NAMESPACE, "--ignore-not-found");
  // What Flux no longer owned, or the cluster made.
  await kubectl.output("delete", "namespace", "web", "jobs", "--ignore-not-found");
  await kubectl.output("delete", "deployments,hpa,pdb", "--all", "-n", "default");
  await until("nothing of the fixture is left", 60, undefined, async () => {
    const left = await kubectl.list("replicasets,pods");
    return left.every(({ metadata }) => metadata.namespace !== "default");
  });
  // Last: what goes says so.
  await kubectl.output("delete", "events", "--all", "-n", "default");
}

/** Messages of the events of a reason, in all namespaces. */
export async function eventsOf(reason: string): Promise<string[]> {
  const events = await kubectl.output(
    ...["get", "events", "-A", `--field-selector=reason=${reason}`, "-o", "json"],
  );
  return (parse(events) as { items: { message: string }[] }).items.map(({ message }) => message);
}
