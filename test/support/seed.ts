import { vi } from "vitest";

/**
 * The seed of every property test: a failure is the same one for everybody. FC_SEED tries
 * other cases.
 */
export const SEED = Number(process.env.FC_SEED ?? 20261122);

// Thousands of cases are one test: on a busy machine it takes long, and that is no failure.
vi.setConfig({ testTimeout: 600_000 });
