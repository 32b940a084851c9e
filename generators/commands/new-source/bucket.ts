/** What a Bucket's spec says of where it is. */
interface Place {
  readonly provider: string;
  readonly bucketName: string;
  readonly endpoint: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly insecure?: true;
}

/**
 * Where a bucket's URL points: `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX`, or an endpoint and
 * then the bucket. Amazon's and Azure's own hosts are taken for what they are, any other for an
 * S3 of somebody's own. The endpoints are those of Flux's documentation (Bucket, provider).
 * @returns undefined where the URL names no bucket.
 */
export function bucketAt(text: string): Place | undefined {
  const { protocol, host, pathname } = new URL(text);
  const parts = pathname.split("/").filter((part) => part !== "");
  const bucketName = protocol.startsWith("http") ? parts.shift() : host;
  if (bucketName === undefined) return undefined;
  const prefix = parts.length === 0 ? {} : { prefix: `${parts.join("/")}/` };
  return { ...endpointOf(protocol, host), bucketName, ...prefix };
}

function endpointOf(protocol: string, host: string): Omit<Place, "bucketName"> {
  if (protocol === "s3:") return { provider: "aws", endpoint: "s3.amazonaws.com" };
  if (protocol === "gs:") return { provider: "gcp", endpoint: "storage.googleapis.com" };
  if (host.endsWith(".blob.core.windows.net")) {
    return { provider: "azure", endpoint: `https://${host}` };
  }
  const insecure = protocol === "http:" ? { insecure: true as const } : {};
  const region = /^s3[.-]([a-z0-9-]+)\.amazonaws\.com$/.exec(host)?.[1];
  return region === undefined
    ? { provider: "generic", endpoint: host, ...insecure }
    : { provider: "aws", endpoint: host, region, ...insecure };
}
