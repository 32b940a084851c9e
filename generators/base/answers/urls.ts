import { shown } from "./shown.ts";
import { fits, IMAGE_NAME } from "./values.ts";

/** The schemes that a kind of source can fetch from; `s3` and `gs` stand for an endpoint. */
const SCHEMES = {
  git: ["https", "http", "ssh"],
  oci: ["oci"],
  bucket: ["https", "http", "s3", "gs"],
  helm: ["https", "http"],
} as const;

export type SourceKind = keyof typeof SCHEMES;

/** What is wrong with the URL of a source, as a sentence, or undefined. */
export function sourceUrlFault(text: string, kind: SourceKind): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/./i.exec(text)?.[1]?.toLowerCase();
  const schemes = SCHEMES[kind].map((each) => `${each}://`);
  if (!(SCHEMES[kind] as readonly string[]).includes(scheme ?? "")) {
    const last = schemes.at(-1);
    const others = schemes.slice(0, -1).join(", ");
    return `${shown(text)} is not the URL of a ${NAMES[kind]}: it begins with ${others ? `${others} or ${last}` : last}.`;
  }
  if (scheme === "oci") return ociFault(text);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "" || !/^[\x21-\x7e]+$/.test(text)) {
    return `${shown(text)} is not a URL.`;
  }
  if (url.password !== "" || (url.username !== "" && scheme !== "ssh")) {
    return "The URL holds a credential, which has no place in Git: name its Secret with --secret-ref.";
  }
  if (url.search !== "" || url.hash !== "")
    return `${shown(text)} has more than a host and a path.`;
  return undefined;
}

const NAMES: Readonly<Record<SourceKind, string>> = {
  git: "Git repository",
  oci: "repository in an OCI registry",
  bucket: "bucket",
  helm: "Helm repository",
};

function ociFault(text: string): string | undefined {
  const name = text.slice("oci://".length);
  if (/@|:[^/:]*$/.test(name.slice(name.indexOf("/")))) {
    return `${shown(text)} has a tag or digest: that is --tag, --semver or --digest.`;
  }
  return fits(IMAGE_NAME, name) && name.includes("/")
    ? undefined
    : `${shown(text)} is not a repository in a registry, such as oci://ghcr.io/acme/manifests.`;
}
