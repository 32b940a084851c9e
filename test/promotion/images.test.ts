import { describe, expect, it } from "vitest";
import { apply } from "../support/memory.ts";
import { DIGEST, image, MARKER, overlay, withTails } from "./overlays.ts";

const FORMS: Record<string, (text: string) => string> = {
  "as shipped": (text) => text,
  CRLF: (text) => text.replaceAll("\n", "\r\n"),
  "no last line end": (text) => text.replace(/\n$/, ""),
};

/** What dev has at the end of its overlay, what staging has, and what staging has afterwards. */
const CARRIED: [what: string, dev: string, staging: string, after: string, raw?: object][] = [
  ["a tag into an overlay without one", image("newTag: 1.1.0"), "", image('newTag: "1.1.0"')],
  [
    "a tag that YAML would take for a number",
    image('newTag: "1.10"'),
    image("newTag: v1 # last week's"),
    image('newTag: "1.10" # last week\'s'),
  ],
  [
    "the base's tag into an overlay with another",
    "",
    image("newTag: '2.0.0'"),
    image("newTag: '1.0.0'"),
  ],
  [
    "a tag past a marker",
    image("newTag: 1.1.0"),
    image(`newTag: 1.0.0 ${MARKER}`),
    image(`newTag: "1.1.0" ${MARKER}`),
  ],
  [
    "a digest in the place of a tag",
    image(`digest: ${DIGEST}`),
    image("newTag: 1.0.0", "newName: ghcr.io/acme/app"),
    image(`digest: ${DIGEST}`, "newName: ghcr.io/acme/app"),
  ],
  [
    "a tag in the place of both",
    image("newTag: 1.1.0"),
    image("newTag: 1.0.0", `digest: ${DIGEST}`),
    image('newTag: "1.1.0"'),
  ],
  [
    "both in the place of a name",
    image("newTag: 1.1.0", `digest: ${DIGEST}`),
    `${image("newName: ghcr.io/acme/app")}# the end\n`,
    `${image("newName: ghcr.io/acme/app", 'newTag: "1.1.0"', `digest: ${DIGEST}`)}# the end\n`,
  ],
  [
    "a tag into the entry that decides, of two",
    image("newTag: 1.1.0"),
    `${image('newTag: "1.0.0"')}  - name: localhost:5001/demo-app\n    newName: ghcr.io/acme/app\n`,
    `${image('newTag: "1.1.0"')}  - name: localhost:5001/demo-app\n    newName: ghcr.io/acme/app\n`,
  ],
  [
    "a tag into brackets",
    image("newTag: 1.1.0"),
    "images: [{name: localhost:5001/demo-app, newTag: 1.0.0}, {name: other}]\n",
    'images: [{name: localhost:5001/demo-app, newTag: "1.1.0"}, {name: other}]\n',
  ],
  [
    "a tag beside what is in brackets",
    image("newTag: 1.1.0"),
    "images: [{name: other}]\n",
    'images: [{name: other}, {name: localhost:5001/demo-app, newTag: "1.1.0"}]\n',
  ],
  [
    "a literal of a generator, and not what names the environment",
    "configMapGenerator:\n  - name: app-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n      - FAIL_RATE=0.1\n      - DB=dev-db:5432\n      - OTHER=1\n",
    "configMapGenerator:\n  - name: app-config\n    behavior: merge\n    literals:\n      - FAIL_RATE=0.2 # too much\n",
    'configMapGenerator:\n  - name: app-config\n    behavior: merge\n    literals:\n      - "FAIL_RATE=0.1" # too much\n      - "OTHER=1"\n',
    { config: ["all"] },
  ],
  [
    "a literal into an overlay without a generator",
    "configMapGenerator:\n  - name: app-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n      - DB=dev-db:5432\n      - OTHER=1\n",
    "",
    'configMapGenerator:\n  - name: app-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n      - "DB=dev-db:5432"\n',
    { config: "DB" },
  ],
];

describe.each(Object.entries(FORMS))("promote in files %s", (_form, form) => {
  it.each(CARRIED)("carries %s", (_what, dev, staging, after, raw = {}) => {
    const before = withTails({ dev, staging }, form);
    const expected = new Map(before);
    expected.set(
      overlay("staging"),
      withTails({ staging: after }, form).get(overlay("staging")) ?? "",
    );
    const options = { from: "dev", app: ["app"], ...raw };
    const promoted = apply("promote", options, before);
    expect(promoted).toEqual(expected);
    expect(apply("promote", options, promoted)).toEqual(promoted);
  });
});
