import { posix } from "node:path";
import { intervalFault } from "../../base/answers/interval.ts";
import { OBJECT_NAME_MAX, objectNameFault } from "../../base/answers/names.ts";
import { type Deciding, kindOf, onlyFor } from "./kinds.ts";
import { usualInterval, usualSecret } from "./models.ts";
import { REF_OPTIONS } from "./ref.ts";
import { withSecret } from "./values.ts";

/** And then: how it is fetched, and what of it. */
export const FETCH_OPTIONS = REF_OPTIONS.text("interval", {
  help: "how often Flux looks (default: as the other sources)",
  question: "Interval",
  required: true,
  default: usualInterval,
  check: intervalFault,
})
  .text("secret-ref", {
    value: "SECRET",
    help: "the Secret with its credentials (default: that of a source at the same host)",
    question: "Secret",
    default: usualSecret,
    required: ({ url }) =>
      url?.startsWith("ssh:") === true && "--secret-ref is missing: a URL with ssh:// needs a key.",
    check: (answer) => objectNameFault(answer, OBJECT_NAME_MAX),
    hint: "It is the name of a Secret in flux-system; no credential is written.",
  })
  .text("verify", {
    value: "HOW",
    help: "git: pgp:SECRET; oci: cosign:SECRET, or cosign (keyless)",
    question: "Verify",
    excluded: onlyFor("git", "oci"),
    check: (answer, answers) => verifyFault(answer, answers),
  })
  .text("verify-issuer", {
    value: "REGEXP",
    help: "keyless cosign: the issuer of the signer's identity, a regular expression",
    question: "Signer's issuer",
    ...identity(),
  })
  .text("verify-subject", {
    value: "REGEXP",
    help: "and its subject, a regular expression",
    question: "Signer's subject",
    ...identity(),
  })
  .list("sparse", {
    value: "PATH",
    help: "check out only this folder (git)",
    question: "Sparse checkout",
    excluded: onlyFor("git"),
    check: (answer) =>
      posix.normalize(answer).startsWith("..") || posix.isAbsolute(answer) || /[*?[]/.test(answer)
        ? `${JSON.stringify(answer)} is not a folder in the source, such as deploy/base.`
        : undefined,
  })
  .list("ignore", {
    value: "PATTERN",
    help: "leave files out, as .gitignore does (not helm)",
    question: "Ignore",
    excluded: onlyFor("git", "oci", "bucket"),
  });

function verifyFault(answer: string, answers: Deciding): string | undefined {
  const { how, secret } = withSecret(answer);
  if (kindOf(answers) === "git") {
    if (how !== "pgp") return `${JSON.stringify(answer)} is not for Git: write pgp:SECRET.`;
    return secret ? undefined : "pgp needs the Secret with the public keys: write pgp:SECRET.";
  }
  return how === "cosign" && secret !== ""
    ? undefined
    : `${JSON.stringify(answer)} is not for OCI: write cosign:SECRET, or cosign for keyless signatures.`;
}

/** Without these a keyless signature of anybody at all would be good enough. */
function identity() {
  return {
    excluded: ({ verify }: { readonly verify?: string | undefined }) =>
      verify === "cosign" ? undefined : "it is about keyless signatures: --verify cosign.",
    required: true,
    hint: "Keyless cosign takes a signature of anybody unless it is told whose. For example --verify-issuer '^https://token.actions.githubusercontent.com$' --verify-subject '^https://github.com/acme/'.",
  } as const;
}
