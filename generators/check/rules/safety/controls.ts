import { at, entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { Pods } from "../../facts/pods.ts";

export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** A field of a pod that a Pod Security Standard does not allow. */
export interface Violation {
  /** The control's name in the standard. */
  readonly control: string;
  readonly says: string;
  readonly steps: readonly Step[];
}

/**
 * What of a pod breaks a level of the Pod Security Standards, version `latest`
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
 */
export function violationsOf(pods: Pods, level: PodSecurityLevel): Violation[] {
  if (level === "privileged") return [];
  const parts = partsOf(pods);
  const baseline = [...hostFields(pods), ...volumes(pods, level), ...sysctls(pods)];
  const ofParts = parts.flatMap((part) => baselineOf(part));
  if (level === "baseline") return [...baseline, ...ofParts];
  const isWindows = textAt(pods.spec, "os", "name") === "windows";
  const strict = parts
    .slice(1)
    .flatMap((part) => restrictedOf(part, at(pods.spec, "securityContext"), isWindows, pods.spec));
  return [...baseline, ...ofParts, ...strict];
}

/** The pod itself (first), and each of its containers: whatever has a securityContext. */
interface Part {
  readonly name: string;
  readonly data: unknown;
  readonly context: unknown;
  readonly steps: readonly Step[];
}

function partsOf({ spec, steps, containers }: Pods): Part[] {
  const pod = { name: "pod", data: spec, context: at(spec, "securityContext"), steps };
  return [
    pod,
    ...containers.map(({ name, data, steps: where }) => ({
      name,
      data,
      context: at(data, "securityContext"),
      steps: where,
    })),
  ];
}

function hostFields({ spec, steps, containers }: Pods): Violation[] {
  const shared = ["hostNetwork", "hostPID", "hostIPC"].flatMap((field) =>
    at(spec, field) === true
      ? [{ control: "Host Namespaces", says: `${field} is true`, steps: [...steps, field] }]
      : [],
  );
  const ports = containers.flatMap((container) =>
    listAt(container.data, "ports").flatMap((port, index) => {
      const number = at(port, "hostPort");
      if (number === undefined || number === 0) return [];
      const where = [...container.steps, "ports", index, "hostPort"];
      return [{ control: "Host Ports", says: `${container.name}: hostPort is set`, steps: where }];
    }),
  );
  return [...shared, ...ports];
}

/** Beside hostPath, which "baseline" forbids; `image` came with OCI volumes. */
const VOLUMES: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

function volumes({ spec, steps }: Pods, level: PodSecurityLevel): Violation[] {
  return listAt(spec, "volumes").flatMap((volume, index) =>
    entriesAt(volume).flatMap(([type]) => {
      const where = [...steps, "volumes", index, type];
      const says = `the volume ${textAt(volume, "name")} is of the type ${type}`;
      if (type === "hostPath") return [{ control: "HostPath Volumes", says, steps: where }];
      if (level === "baseline" || type === "name" || VOLUMES.has(type)) return [];
      return [{ control: "Volume Types", says, steps: where }];
    }),
  );
}

const SYSCTLS: ReadonlySet<string> = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);

function sysctls({ spec, steps }: Pods): Violation[] {
  return listAt(spec, "securityContext", "sysctls").flatMap((sysctl, index) => {
    const name = textAt(sysctl, "name") ?? "";
    if (SYSCTLS.has(name)) return [];
    const where = [...steps, "securityContext", "sysctls", index, "name"];
    return [{ control: "Sysctls", says: `the sysctl ${name} is set`, steps: where }];
  });
}

/** Capabilities that "baseline" lets a container add. */
const CAPABILITIES: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);
const SELINUX_TYPES: ReadonlySet<unknown> = new Set([
  undefined,
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
  "container_engine_t",
]);

function baselineOf({ name, context, steps }: Part): Violation[] {
  const found: Violation[] = [];
  const add = (control: string, field: string, is: string, ...rest: Step[]) => {
    const where = [...steps, "securityContext", ...field.split("."), ...rest];
    found.push({ control, says: `${name}: ${field} ${is}`, steps: where });
  };
  const value = (field: string) => at(context, ...field.split("."));
  if (value("privileged") === true) add("Privileged Containers", "privileged", "is true");
  if (value("windowsOptions.hostProcess") === true) {
    add("HostProcess", "windowsOptions.hostProcess", "is true");
  }
  listAt(context, "capabilities", "add").forEach((capability, index) => {
    if (CAPABILITIES.has(String(capability))) return;
    add("Capabilities", "capabilities.add", `has ${String(capability)}`, index);
  });
  if ((value("procMount") ?? "Default") !== "Default") {
    add("/proc Mount Type", "procMount", "is not Default");
  }
  if (value("seccompProfile.type") === "Unconfined") {
    add("Seccomp", "seccompProfile.type", "is Unconfined");
  }
  if (value("appArmorProfile.type") === "Unconfined") {
    add("AppArmor", "appArmorProfile.type", "is Unconfined");
  }
  if (!SELINUX_TYPES.has(value("seLinuxOptions.type"))) {
    add("SELinux", "seLinuxOptions.type", `is ${String(value("seLinuxOptions.type"))}`);
  }
  for (const field of ["seLinuxOptions.user", "seLinuxOptions.role"]) {
    if ((value(field) ?? "") !== "") add("SELinux", field, "is set");
  }
  return found;
}

/** What "restricted" asks of a container beside; where it says nothing, the pod's word counts. */
function restrictedOf(
  { name, context, steps }: Part,
  pod: unknown,
  isWindows: boolean,
  spec: unknown,
): Violation[] {
  const found: Violation[] = [];
  const add = (control: string, field: string, is: string) => {
    const where = [...steps, "securityContext", ...field.split(".")];
    found.push({ control, says: `${name}: ${field} ${is}`, steps: where });
  };
  // In a user namespace of its own, root is no root of the node.
  const isMapped = at(spec, "hostUsers") === false;
  const inherited = (...field: Step[]) => at(context, ...field) ?? at(pod, ...field);
  if (!isMapped && inherited("runAsNonRoot") !== true) {
    add("Running as Non-root", "runAsNonRoot", "is not true");
  }
  if (!isMapped && inherited("runAsUser") === 0) {
    add("Running as Non-root user", "runAsUser", "is 0");
  }
  if (isWindows) return found;
  if (at(context, "allowPrivilegeEscalation") !== false) {
    add("Privilege Escalation", "allowPrivilegeEscalation", "is not false");
  }
  const seccomp = inherited("seccompProfile", "type");
  if (seccomp === undefined || seccomp === "") {
    add("Seccomp", "seccompProfile.type", "is not set");
  }
  if (!listAt(context, "capabilities", "drop").includes("ALL")) {
    add("Capabilities", "capabilities.drop", "does not have ALL");
  }
  const more = listAt(context, "capabilities", "add").filter((each) => each !== "NET_BIND_SERVICE");
  // Others break "baseline" already.
  if (more.some((each) => CAPABILITIES.has(String(each)))) {
    add("Capabilities", "capabilities.add", `has ${more.join(", ")}`);
  }
  return found;
}
