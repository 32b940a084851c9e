/** Command lines after which an environment is renamed half-way. */
export const HALF_RENAMED = ["rename:env --name staging --to uat"];
