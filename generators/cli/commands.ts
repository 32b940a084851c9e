import { options } from "../base/options/options.ts";
import { artifacts } from "../commands/artifacts/artifacts.ts";
import { defineReader, type Generator } from "../commands/command/command.ts";
import { diff } from "../commands/diff/diff.ts";
import { drift } from "../commands/drift/drift.ts";
import { list } from "../commands/list/list.ts";
import { newAlert } from "../commands/new-alert/alert.ts";
import { newApplication } from "../commands/new-app/application.ts";
import { newComponent } from "../commands/new-component/component.ts";
import { newEnvironment } from "../commands/new-env/environment.ts";
import { newImagePolicy } from "../commands/new-image-policy/image-policy.ts";
import { newSource } from "../commands/new-source/source.ts";
import { promote } from "../commands/promote/promotion.ts";
import { removeApplication } from "../commands/remove/remove-application.ts";
import { removeComponent } from "../commands/remove/remove-component.ts";
import { removeEnvironment } from "../commands/remove/remove-environment.ts";
import { removeSource } from "../commands/remove/remove-source.ts";
import { renameEnvironment } from "../commands/rename-env/rename-environment.ts";
import { status } from "../commands/status/status.ts";
import { update } from "../commands/update/update.ts";
import { validate } from "../commands/validate/validate.ts";
import type { Command } from "./line/common.ts";
import { SHELLS } from "./line/completion.ts";

/** Commands that plan changes. */
export const GENERATORS: readonly Generator[] = [
  newEnvironment,
  newApplication,
  newSource,
  newComponent,
  newImagePolicy,
  newAlert,
  artifacts,
  removeEnvironment,
  removeApplication,
  removeComponent,
  removeSource,
  renameEnvironment,
  promote,
  update,
];

/** `completion`: what a shell reads to complete command lines of `flux-cd`. */
const completion = defineReader({
  name: "completion",
  summary: "Print the script with which bash, zsh or fish complete command lines of flux-cd.",
  beginning: "needs a shell",
  failure: "",
  formats: { text: SHELLS },
  options: options<undefined>().choice(
    "shell",
    { bash: "bash", zsh: "zsh", fish: "fish" },
    { help: "bash, zsh or fish", example: "bash", required: true, positional: true },
  ),
  async run({ shell }, { format, io }) {
    io.stdout.write(format[shell](COMMANDS));
    return 0;
  },
});

/** All commands, in the order in which the help tells of them. */
export const COMMANDS: readonly Command[] = [
  ...GENERATORS,
  list,
  drift,
  validate,
  diff,
  status,
  completion,
];
