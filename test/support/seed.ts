/**
 * The seed of every property test: a failure is the same one for everybody. FC_SEED tries
 * other cases.
 */
export const SEED = Number(process.env.FC_SEED ?? 20261122);
