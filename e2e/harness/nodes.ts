import { parse } from "yaml";

interface KindNode {
  readonly role: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Of a laptop's kind node: what bounds the scheduler. */
const CAPACITY = { cpu: "4", memory: "8Gi", pods: "110" };

/**
 * The Nodes that kind would make of its configuration, for kwok: with the labels written there,
 * those that kubelet and kubeadm add, and kubeadm's taint of a control plane with workers.
 * @param text a kind Cluster, as in kind-three-node.yaml.
 */
export function nodesOf(text: string): object[] {
  const { nodes } = parse(text) as { nodes: readonly KindNode[] };
  const seen = new Map<string, number>();
  return nodes.map(({ role, labels = {} }) => {
    const count = (seen.get(role) ?? 0) + 1;
    seen.set(role, count);
    const name = `e2e-${role}${count === 1 ? "" : count}`;
    const isControlPlane = role === "control-plane";
    const key = "node-role.kubernetes.io/control-plane";
    return {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          ...labels,
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          ...(isControlPlane ? { [key]: "" } : {}),
        },
      },
      spec: isControlPlane ? { taints: [{ key, effect: "NoSchedule" }] } : {},
      status: { capacity: CAPACITY, allocatable: CAPACITY },
    };
  });
}
