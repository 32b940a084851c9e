import { UserError } from "../../base/problem/problem.ts";
import { setField } from "../../edit/manifests/fields.ts";
import type { Tree } from "../../edit/tree.ts";
import { type Environment, syncsOf } from "../../model/views/environment.ts";
import type { Source } from "../../model/views/objects.ts";
import { placeOf } from "../../model/views/objects.ts";
import { refOf } from "../../model/views/ref.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Plan } from "../command/plan.ts";
import { isOlder } from "./versions.ts";

/** A tag that an environment's source follows, and the field that names it. */
interface FollowedTag {
  readonly source: Source;
  readonly tag: string;
  readonly field: "tag" | "name";
  /** What stands before the tag in the field. */
  readonly prefix: string;
}

const TAGS = "refs/tags/";

/** The tag that an environment follows; undefined where it follows anything else. */
export function tagOf(
  environment: Environment | undefined,
  repository: Repository,
): FollowedTag | undefined {
  const source = environment && repository.gitSourceOf(environment.sync);
  const ref = source && refOf(source.spec);
  if (source === undefined || ref === undefined) return undefined;
  if (ref.field === "tag") return { source, tag: ref.value, field: "tag", prefix: "" };
  if (ref.field !== "name" || !ref.value.startsWith(TAGS)) return undefined;
  return { source, tag: ref.value.slice(TAGS.length), field: "name", prefix: TAGS };
}

/** What an environment follows, in words. */
export function followedBy(environment: Environment, repository: Repository): string {
  const source = repository.gitSourceOf(environment.sync);
  const ref = source && refOf(source.spec);
  return ref === undefined ? "no ref" : `the ${ref.field} ${ref.value}`;
}

/**
 * What a reader has to know of environments that follow no branch: a commit reaches them later,
 * or never.
 * @throws UserError where the target stays on one commit.
 */
export function refNotes(from: Environment, to: Environment, repository: Repository): string[] {
  const target = repository.gitSourceOf(to.sync);
  const field = target && refOf(target.spec)?.field;
  if (target !== undefined && (field === "commit" || field === "digest")) {
    throw UserError.of(
      "ref",
      `${to.name} follows ${followedBy(to, repository)}: nothing new reaches it.`,
      {
        ...placeOf(target, repository.files),
        hint: "Move that, or let it follow a branch, a tag or a range.",
      },
    );
  }
  const source = repository.gitSourceOf(from.sync);
  const isBranch = source === undefined || refOf(source.spec)?.field === "branch";
  return [
    ...(isBranch
      ? []
      : [
          `${from.name} follows ${followedBy(from, repository)}: what is carried is what this working tree has for it.`,
        ]),
    ...(field === "semver"
      ? [
          `${to.name} follows ${followedBy(to, repository)}: this reaches it with the next tag in that range.`,
        ]
      : []),
  ];
}

/** Moves the tag that an environment follows: all of it comes along, every app and the bases. */
export function planTag(
  tag: string,
  to: Environment,
  { source, tag: old, field, prefix }: FollowedTag,
  repository: Repository,
  tree: Tree,
): Plan {
  const subject = `Move ${to.name} to the tag ${tag}`;
  if (tag === old) {
    return { notes: [`${to.name} follows the tag ${tag} already.`], subject, next: [] };
  }
  const { name } = source;
  setField(source, ["spec", "ref", field], prefix + tag, tree);
  const own = syncsOf(to).map((sync) => sync.name);
  const readers = repository.syncs.filter(
    (sync) => !own.includes(sync.name) && repository.gitSourceOf(sync)?.name === name,
  );
  return {
    notes: [
      `${to.name} goes ${isOlder(tag, old) ? "BACK " : ""}from the tag ${old} to ${tag}, with every app and all that the repository holds there.`,
      ...readers.map((sync) => `${sync.name} reads ${name} too, and moves with it.`),
    ],
    subject,
    next:
      source.kind === "GitRepository"
        ? [
            `What it brings: git diff ${old} ${tag}`,
            `${name} is not ready until the tag is pushed: git push origin ${tag}`,
          ]
        : [`${name} is not ready until there is an artifact with that tag.`],
  };
}
