import fc from "fast-check";
import { expect } from "vitest";
import type { Given } from "../../generators/base/options/given.ts";
import { UserError } from "../../generators/base/problem/problem.ts";
import { readDocuments } from "../../generators/model/objects/documents.ts";
import type { FluxKustomization } from "../../generators/model/objects/flux.ts";
import { artifactsOf } from "../../generators/model/sources/artifacts.ts";
import { objectReferences } from "../../generators/model/views/readers.ts";
import { Repository } from "../../generators/model/views/repository.ts";
import { apply, filesOf, type Texts } from "./memory.ts";

/** One command of a random sequence. What its numbers mean depends on what there is by then. */
export interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
  readonly pick: number;
  readonly flag: boolean;
}

const KINDS = [
  "new:env",
  "new:app",
  "new:source",
  "new:component",
  "new:image-policy",
  "new:alert",
  "artifacts",
  "remove:env",
  "remove:app",
  "remove:source",
  "remove:component",
  "rename:env",
] as const;

export const STEPS = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    name: fc.constantFrom("a1", "b2"),
    pick: fc.nat(),
    flag: fc.boolean(),
  }),
  { maxLength: 20, size: "max" },
);

/** What a repository is asked to be: the shipped one, and what commands make of it. */
export class Model {
  /** Environments in the order of the rollout. */
  order = ["dev", "staging", "production"];
  /** The environments that run an app. */
  apps = new Map([["app", new Set(this.order)]]);
  /** Sources, each with the environment that it waits for. */
  sources = new Map<string, string | undefined>();
  components = new Set<string>();
  /** `app@environment` where a policy sets the tag. */
  markers = new Set<string>();
  /** Environments with an ImageUpdateAutomation. */
  automations = new Set<string>();
  /** Environments that an alert tells of. */
  alerts = new Map<string, Set<string>>();
  /** Syncs that read an artifact, those of apps left out. */
  split = new Set<string>();
  /** Environments whose apps have syncs, and artifacts, of their own. */
  perApp = new Set<string>();
  /** The environments that are on their way there, with the step that was taken last. */
  steps = new Map<string, 1 | 2>();

  /**
   * Runs a command on the repository and on the model, if it makes sense there. What a command adds
   * its inverse takes away, to the byte.
   */
  run(step: Step, texts: Texts): Texts {
    const raw = this.#plan(renamed(step));
    if (raw === undefined) return texts;
    const after = apply(step.kind, raw, texts);
    // The second of its two steps.
    if (step.kind === "rename:env") return apply(step.kind, raw, after);
    const inverse = INVERSES[step.kind];
    if (inverse !== undefined) {
      expect(
        apply(inverse, { name: raw.name }, after),
        `${inverse} of ${JSON.stringify(raw)}`,
      ).toEqual(texts);
    }
    return after;
  }

  /** Whether a command is refused because something else needs what it would remove. */
  refuses({ kind, name }: Step): boolean {
    return kind === "remove:env" && [...this.sources.values()].includes(name);
  }

  /** The answers for a command, with the model as it will be; undefined where it has no place. */
  #plan(step: Step): Given | undefined {
    const { kind, name, pick, flag } = step;
    const isNew = kind.startsWith("new:");
    const any = <T>(values: Iterable<T>): T | undefined => {
      const all = [...values];
      return all[pick % Math.max(all.length, 1)];
    };
    switch (kind) {
      case "new:env": {
        if (this.order.includes(name)) return undefined;
        const place = pick % (this.order.length + 1);
        const after = this.order[place - 1];
        const from = flag ? any(this.order) : undefined;
        const artifacts = from === undefined && pick % 3 === 0;
        this.order.splice(place, 0, name);
        for (const [app, environments] of this.apps) {
          if (from !== undefined && !environments.has(from)) continue;
          environments.add(name);
          if (from !== undefined && this.markers.has(`${app}@${from}`)) {
            this.markers.add(`${app}@${name}`);
          }
        }
        if (artifacts || (from !== undefined && this.split.has(`${from}-sync`))) {
          this.split.add(`${name}-sync`);
        }
        if (artifacts || (from !== undefined && this.perApp.has(from))) this.perApp.add(name);
        return { name, after: after ?? "none", from, artifacts };
      }
      case "new:app": {
        if (this.apps.has(name)) return undefined;
        const environments = flag
          ? this.order.filter((_, index) => (pick >> index) % 2)
          : this.order;
        this.apps.set(name, new Set(environments));
        return { name, image: `ghcr.io/acme/${name}:1.0.0`, env: environments };
      }
      case "new:source": {
        if (this.sources.has(name)) return undefined;
        const after = flag ? any(this.order) : undefined;
        this.sources.set(name, after);
        const chart = { kind: "helm", url: "https://charts.example.com", semver: "1.x" };
        const artifact = { kind: "oci", url: `oci://ghcr.io/acme/${name}`, tag: "1.0.0" };
        if (after === undefined && pick % 2 === 0) return { name, ...chart };
        return { name, ...artifact, "depends-on": after && [`${after}-sync`] };
      }
      case "new:component": {
        if (this.components.has(name)) return undefined;
        this.components.add(name);
        const oci = { oci: `oci://ghcr.io/acme/charts/${name}` };
        const repository = { "repo-url": "https://charts.example.com", chart: name };
        return { name, version: "1.2.3", ...(flag ? oci : repository) };
      }
      case "new:image-policy": {
        const app = any(this.apps.keys());
        const environment = any(this.apps.get(app ?? "") ?? []);
        if (app === undefined || environment === undefined) return undefined;
        const marker = `${app}@${environment}`;
        if (this.markers.has(marker) && this.automations.has(environment)) return undefined;
        this.markers.add(marker);
        this.automations.add(environment);
        return { app, env: [environment] };
      }
      case "new:alert": {
        const environment = any(this.order);
        if (this.alerts.has(name) || environment === undefined) return undefined;
        const told = flag ? this.order : [environment];
        this.alerts.set(name, new Set(told));
        return { type: "slack", name, env: told };
      }
      case "artifacts": {
        const environment = any(
          this.order.filter((each) => !this.perApp.has(each) || this.steps.has(each)),
        );
        const others = ["applications-sync", "infrastructure-sync"].filter(
          (each) => !this.split.has(each),
        );
        const sync = any([
          ...(environment === undefined ? [] : [`${environment}-sync`]),
          ...others,
        ]);
        if (sync === undefined) return undefined;
        if (environment === undefined || others.includes(sync)) this.split.add(sync);
        else this.#takeStep(environment);
        return { sync: [sync] };
      }
      case "rename:env": {
        const from = any(this.order);
        if (from === undefined || this.order.includes(name)) return undefined;
        // It is on its way from one sync to several.
        if (this.steps.has(from)) return undefined;
        this.#rename(from, name);
        return { name: from, to: name };
      }
      default:
        if (isNew || !this.#has(step)) return undefined;
        this.#forget(step);
        return { name };
    }
  }

  /** One of the three from a sync for all apps of an environment to one for each. */
  #takeStep(environment: string): void {
    const runsApps = [...this.apps.values()].some((where) => where.has(environment));
    if (this.perApp.has(environment)) this.steps.delete(environment);
    else if (runsApps && !this.steps.has(environment)) this.steps.set(environment, 1);
    else {
      if (this.steps.has(environment)) this.steps.set(environment, 2);
      this.split.add(`${environment}-sync`);
      this.perApp.add(environment);
    }
  }

  #has({ kind, name }: Step): boolean {
    if (kind === "remove:env") return this.order.includes(name);
    if (kind === "remove:app") return this.apps.has(name);
    return kind === "remove:source" ? this.sources.has(name) : this.components.has(name);
  }

  #forget({ kind, name }: Step): void {
    const unmark = (is: (marker: string) => boolean) => {
      const had = new Set([...this.markers].map((each) => each.split("@")[1] ?? ""));
      this.markers = new Set([...this.markers].filter((marker) => !is(marker)));
      const has = new Set([...this.markers].map((each) => each.split("@")[1] ?? ""));
      for (const each of had) if (!has.has(each)) this.automations.delete(each);
    };
    if (kind === "remove:source") this.sources.delete(name);
    else if (kind === "remove:component") this.components.delete(name);
    else if (kind === "remove:app") {
      this.apps.delete(name);
      unmark((marker) => marker.startsWith(`${name}@`));
    } else {
      this.order.splice(this.order.indexOf(name), 1);
      for (const environments of this.apps.values()) environments.delete(name);
      unmark((marker) => marker.endsWith(`@${name}`));
      for (const [alert, told] of this.alerts) {
        told.delete(name);
        if (told.size === 0) this.alerts.delete(alert);
      }
      this.split.delete(`${name}-sync`);
      this.perApp.delete(name);
      this.steps.delete(name);
    }
  }

  #rename(from: string, to: string): void {
    const one = (each: string) => (each === from ? to : each);
    const all = (names: Iterable<string>) => new Set([...names].map(one));
    this.order = this.order.map(one);
    for (const [app, environments] of this.apps) this.apps.set(app, all(environments));
    for (const [source, after] of this.sources) this.sources.set(source, after && one(after));
    for (const [alert, told] of this.alerts) this.alerts.set(alert, all(told));
    this.markers = new Set(
      [...this.markers].map((marker) => marker.replace(new RegExp(`@${from}$`), `@${to}`)),
    );
    this.automations = all(this.automations);
    this.perApp = all(this.perApp);
    this.split = new Set(
      [...this.split].map((sync) => (sync === `${from}-sync` ? `${to}-sync` : sync)),
    );
  }

  /** What `validate` says of such a repository: of an app that runs nowhere, that nothing applies it. */
  get findings(): string[] {
    return [...this.apps]
      .filter(([, environments]) => environments.size === 0)
      .map(([app]) => `unreached applications/base-${app}-config/kustomization.yaml`)
      .sort();
  }

  /** Expects a repository to be what was asked for. */
  expectIn(texts: Texts): void {
    const files = filesOf(texts);
    const repository = new Repository(files);
    const { objects } = readDocuments(files);
    const named = (kind: string) =>
      objects
        .filter((each) => each.kind === kind)
        .map(({ name }) => name)
        .sort();
    const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
    expect(repository.environments.map(({ name }) => name)).toEqual(this.order);
    for (const environment of repository.environments) {
      const running = [...this.apps].flatMap(([app, where]) =>
        where.has(environment.name) ? [app] : [],
      );
      expect(repository.appsOf(environment).sort(), environment.name).toEqual(running.sort());
    }
    expect(repository.apps).toEqual(sorted(this.apps.keys()));
    const sources = repository.sources
      .map(({ name }) => name)
      .filter((name) => name.startsWith("source-"));
    expect(sources.sort()).toEqual(sorted(this.sources.keys()));
    const folders = files.list("infrastructure").map(({ name }) => name);
    expect(folders.filter((name) => name.startsWith("component-"))).toEqual(
      sorted(this.components),
    );
    expect(named("ImagePolicy")).toEqual(
      sorted([...this.markers].map((each) => each.split("@")[0] ?? "")),
    );
    expect(named("ImageRepository")).toEqual(named("ImagePolicy"));
    expect(named("ImageUpdateAutomation")).toEqual(
      sorted(this.automations).map((each) => `${each}-images`),
    );
    expect(named("Alert")).toEqual(sorted(this.alerts.keys()));
    expect(named("Provider")).toEqual(this.alerts.size > 0 ? ["slack"] : []);
    const reading = repository.syncs.filter(({ source }) => source.kind === "ExternalArtifact");
    const ofApps = [...this.apps].flatMap(([app, where]) =>
      [...where].filter((each) => this.perApp.has(each)).map((each) => `${each}-${app}-sync`),
    );
    const expected = sorted([...this.split, ...ofApps]);
    expect(sorted(reading.map(({ name }) => name))).toEqual(expected);
    expect(named("ArtifactGenerator").length).toBe(expected.length);
    this.#expectOrder(repository);
    expectNothingDangling(texts);
  }

  /** Who applies an app waits for its own sync in the nearest environment before, if it has one. */
  #expectOrder({ environments }: Repository): void {
    const waitsFor = (environment: string, app: string) => {
      const before = this.order
        .slice(0, this.order.indexOf(environment))
        .findLast((each) => !this.perApp.has(each) || this.apps.get(app)?.has(each));
      return before !== undefined && this.perApp.has(before) ? [`${before}-${app}-sync`] : [];
    };
    const names = ({ dependsOn }: FluxKustomization) => dependsOn.map((each) => each.name);
    for (const { name, sync, appSyncs } of environments) {
      const apps = [...this.apps].flatMap(([app, where]) => (where.has(name) ? [app] : []));
      const expected = appSyncs === undefined ? apps.flatMap((app) => waitsFor(name, app)) : [];
      const all = environments.flatMap((each) => each.appSyncs ?? []);
      const waits = names(sync).filter((each) => all.some((own) => own.sync.name === each));
      expect(waits.sort(), sync.name).toEqual(expected.sort());
      for (const own of appSyncs ?? []) {
        expect(names(own.sync), own.sync.name).toEqual([
          `${name}-sync`,
          ...waitsFor(name, own.app),
        ]);
      }
    }
  }
}

/** A source and an environment of one name would share a Flux Kustomization, a component its namespace. */
function renamed(step: Step): Step {
  const kind = /source|component/.exec(step.kind)?.[0];
  return kind === undefined ? step : { ...step, name: `${kind}-${step.name}` };
}

const INVERSES: Partial<Record<Step["kind"], string>> = {
  "new:env": "remove:env",
  "new:app": "remove:app",
  "new:source": "remove:source",
  "new:component": "remove:component",
};

/** Of these kinds everything that is named is in the repository. */
const OF_FLUX =
  /^(?:Kustomization|HelmRelease|.*Repository|ImagePolicy|Provider|ArtifactGenerator|ExternalArtifact)$/;

function expectNothingDangling(texts: Texts): void {
  const files = filesOf(texts);
  const { objects } = readDocuments(files);
  const known = new Set(objects.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`));
  for (const key of artifactsOf(objects).keys()) known.add(key);
  const dangling = objectReferences(files)
    .filter(({ kind }) => OF_FLUX.test(kind))
    .filter(({ kind, namespace, name }) => !known.has(`${kind}/${namespace}/${name}`))
    .map(({ kind, name, place }) => `${place.path}: ${place.owner} names ${kind} ${name}`);
  expect(dangling).toEqual([]);
}

/** Runs a sequence; what is refused leaves everything as it is. */
export function runAll(steps: readonly Step[], model: Model, shipped: Texts): Texts {
  let texts = shipped;
  for (const step of steps) {
    if (model.refuses(step)) {
      expect(() => apply(step.kind, { name: step.name }, texts)).toThrow(UserError);
      continue;
    }
    texts = model.run(step, texts);
  }
  return texts;
}
