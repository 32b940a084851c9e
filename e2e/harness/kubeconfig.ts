/** How to reach the API server, as one user who may do everything. */
export interface Access {
  readonly server: string;
  /** File of the certificates to trust. */
  readonly certificates: string;
  readonly token: string;
}

/** A kubeconfig; JSON, which is YAML too. */
export function kubeconfig({ server, certificates, token }: Access): string {
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "e2e", cluster: { server, "certificate-authority": certificates } }],
      users: [{ name: "admin", user: { token } }],
      contexts: [{ name: "e2e", context: { cluster: "e2e", user: "admin" } }],
      "current-context": "e2e",
    },
    undefined,
    2,
  )}\n`;
}
