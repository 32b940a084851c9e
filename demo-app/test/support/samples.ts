export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^(?<name>\w+)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The samples of a page in Prometheus's text format. A line that is none is an error. */
export function parseSamples(page: string): Sample[] {
  return page
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const { name = "", labels = "", value } = SAMPLE.exec(line)?.groups ?? {};
      if (value === undefined) throw new Error(`Not a sample: ${line}`);
      const pairs = [...labels.matchAll(LABEL)].map(([, key = "", text = ""]) => [key, text]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

export async function scrape(url: string): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`);
  return parseSamples(await response.text());
}

/** How often each status was recorded for a route by a metric that counts. */
export function byStatus(
  samples: readonly Sample[],
  route: string,
  name = "http_requests_total",
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { labels, value } of samples.filter((each) => each.name === name)) {
    const { status = "" } = labels;
    if (labels.route === route) counts[status] = (counts[status] ?? 0) + value;
  }
  return counts;
}
