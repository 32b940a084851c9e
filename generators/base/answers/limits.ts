import { formatCpu, formatMemory, parseQuantity } from "./quantity.ts";

/** CPU and memory of one container, as Kubernetes quantities. */
export interface Resources {
  readonly cpu: string;
  readonly memory: string;
}

/** A limit is this many times its request: CPU can be lent and taken back, memory can't. */
const CPU_LIMIT = 5n;
const MEMORY_LIMIT = 2n;

/** The limits that go with requests where nobody says others. */
export function limitsFor(requests: Resources): Resources {
  return {
    cpu: formatCpu(CPU_LIMIT * (parseQuantity(requests.cpu) ?? 0n)),
    memory: formatMemory(MEMORY_LIMIT * (parseQuantity(requests.memory) ?? 0n)),
  };
}
