import { artifacts } from "./artifacts.ts";
import { diff } from "./diff.ts";
import { drift } from "./drift.ts";
import { list } from "./list.ts";
import { helps, misuses } from "./misuse.ts";
import { newAlert } from "./new-alert.ts";
import { newApp } from "./new-app.ts";
import { newComponent } from "./new-component.ts";
import { newEnv } from "./new-env.ts";
import { newImagePolicy } from "./new-image-policy.ts";
import { newSource } from "./new-source.ts";
import { promote } from "./promote.ts";
import { removeApp } from "./remove-app.ts";
import { removeComponent } from "./remove-component.ts";
import { removeEnv } from "./remove-env.ts";
import { removeSource } from "./remove-source.ts";
import { renameEnv } from "./rename-env.ts";
import { status } from "./status.ts";
import type { Cases } from "./support/case.ts";
import { STEPS } from "./support/everything.ts";
import { update } from "./update.ts";
import { validate } from "./validate.ts";

/** The cases of every command, by its name. */
export const ALL: Readonly<Record<string, Cases>> = {
  help: { shipped: helps },
  misuse: { shipped: misuses },
  "the steps": {
    shipped: [
      { name: "to everything", lines: STEPS.map((step) => `${step} --json --yes --no-render`) },
    ],
  },
  "new:env": newEnv,
  "new:app": newApp,
  "new:source": newSource,
  "new:component": newComponent,
  "new:image-policy": newImagePolicy,
  "new:alert": newAlert,
  artifacts,
  "remove:env": removeEnv,
  "remove:app": removeApp,
  "remove:component": removeComponent,
  "remove:source": removeSource,
  "rename:env": renameEnv,
  promote,
  update,
  list,
  drift,
  validate,
  diff,
  status,
};
