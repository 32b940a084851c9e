import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { type PodContainer, type Pods, podsIn } from "../../facts/pods.ts";
import { type FieldFault, findingsOf, isUnsettled } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";

/** Probes ask a port that the container has. */
export const probePort: Rule = {
  name: "probe-port",
  needs: "builds",
  summary: "Every probe asks a port that its container declares.",
  why: "A probe on a wrong port always fails: the pod never gets ready, or the kubelet restarts it again and again.",
  fix: "Use the `name` of one of the container's ports. If the container listens on the number and only does not declare it, declare it under `ports:`. A number is only compared where the pod declares ports, and where the container's command, arguments and variables do not mention it. A container of several ports whose probes all ask the same undeclared number is taken to have a port for management (as ingress-nginx does).",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) =>
      build?.ok
        ? podsIn(objects).flatMap((pods) =>
            pods.containers.flatMap((container) => faultsOf(container, pods)),
          )
        : [],
    );
    return findingsOf(this.name, faults, subject);
  },
};

const PROBES = ["startupProbe", "readinessProbe", "livenessProbe"] as const;
const ACTIONS = ["httpGet", "tcpSocket", "grpc"] as const;

function faultsOf(container: PodContainer, pods: Pods): FieldFault[] {
  return PROBES.flatMap((probe) =>
    ACTIONS.flatMap((action) => {
      const port = at(container.data, probe, action, "port");
      // A probe of another host says nothing of this pod.
      const isElsewhere = textAt(container.data, probe, action, "host") !== undefined;
      if (port === undefined || isElsewhere || isUnsettled([port, container.ports])) return [];
      const isKnown = /^\d+$/.test(String(port))
        ? isNumberKnown(Number(port), container, pods)
        : container.ports.some(({ name }) => name === port);
      if (isKnown) return [];
      const says = `has a ${probe} of the container ${container.name} on port ${String(port)}, which it does not declare`;
      const shown = container.ports.map(({ name, number }) =>
        name ? `${name} (${number})` : number,
      );
      const hint = `The container declares ${shown.length === 0 ? "no port" : shown.join(", ")}.`;
      return [
        { object: pods.owner, steps: [...container.steps, probe, action, "port"], says, hint },
      ];
    }),
  );
}

/** Containers of a pod share its address: a probe reaches the ports of all. */
function isNumberKnown(number: number, { data, ports }: PodContainer, pods: Pods): boolean {
  if (ports.length === 0) return true;
  if (pods.containers.some((each) => each.ports.some((port) => port.number === number))) {
    return true;
  }
  const asked = PROBES.flatMap((probe) =>
    ACTIONS.flatMap((action) => at(data, probe, action, "port") ?? []),
  );
  if (ports.length > 1 && asked.length > 1 && asked.every((each) => each === number)) return true;
  const said = [listAt(data, "command"), listAt(data, "args"), listAt(data, "env")];
  return new RegExp(`(?<!\\d)${number}(?!\\d)`).test(JSON.stringify(said));
}
