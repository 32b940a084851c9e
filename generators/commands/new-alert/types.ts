/** What one type of Provider is told by its Secret and its channel. */
export interface ProviderType {
  /** What the form says of it. */
  readonly label: string;
  /** The keys of its Secret, each with a placeholder for the value. */
  readonly secret: Readonly<Record<string, string>>;
  /** What `spec.channel` is for it; without one it has none. */
  readonly channel?: string;
  /** Whether it does nothing without a channel. */
  readonly needsChannel?: boolean;
  /** A status of the commit, on the server that it came from. */
  readonly git?: boolean;
}

const webhook = (label: string, channel?: string): ProviderType => ({
  label,
  secret: { address: "<webhook URL>" },
  ...(channel === undefined ? {} : { channel }),
});
const git = (label: string): ProviderType => ({
  label,
  secret: { address: "<repository URL>", token: "<token>" },
  git: true,
});
const api = (label: string, channel?: string): ProviderType => ({
  label,
  secret: { address: "<API URL>", token: "<token>" },
  ...(channel === undefined ? {} : { channel, needsChannel: true }),
});

const COMMENT =
  "comments only on events of objects with the annotation event.toolkit.fluxcd.io/change_request, which a preview environment has and none of these";

/** Types that the API knows and that are of no use here, and why. */
export const REFUSED: Readonly<Record<string, string>> = {
  pagerduty:
    "has its routing key in spec.channel, where it would be in Git: send to an Alertmanager or a webhook that passes it on",
  githubpullrequestcomment: COMMENT,
  gitlabmergerequestcomment: COMMENT,
  giteapullrequestcomment: COMMENT,
};

/** The other types of notification-controller 1.9 (the enum of `spec.type`). */
export const TYPES: Readonly<Record<string, ProviderType>> = {
  slack: webhook("Slack, by an incoming webhook", "the channel"),
  msteams: webhook("Microsoft Teams"),
  discord: webhook("Discord"),
  googlechat: webhook("Google Chat"),
  rocket: webhook("Rocket.Chat", "the channel"),
  lark: webhook("Lark"),
  generic: webhook("a webhook of your own"),
  "generic-hmac": {
    label: "a webhook of your own, with a signature",
    secret: { address: "<webhook URL>", token: "<signing key>" },
  },
  github: git("GitHub, as commit status"),
  gitlab: git("GitLab, as commit status"),
  gitea: git("Gitea, as commit status"),
  bitbucket: git("Bitbucket, as commit status"),
  bitbucketserver: git("Bitbucket Server, as commit status"),
  azuredevops: git("Azure DevOps, as commit status"),
  githubdispatch: {
    label: "GitHub, as event for a workflow",
    secret: { address: "<repository URL>", token: "<token>" },
  },
  alertmanager: webhook("Prometheus Alertmanager"),
  grafana: api("Grafana, as annotation"),
  datadog: api("Datadog"),
  sentry: { label: "Sentry", secret: { address: "<DSN>" }, channel: "the environment" },
  opsgenie: api("Opsgenie"),
  webex: api("Webex", "the room"),
  telegram: api("Telegram", "the chat"),
  matrix: api("Matrix", "the room"),
  zulip: {
    label: "Zulip",
    secret: { address: "<URL>", username: "<bot's address>", password: "<API key>" },
    channel: "<channel>/<topic>",
    needsChannel: true,
  },
  nats: {
    label: "NATS",
    secret: { address: "<server URL>", username: "<user>", password: "<password>" },
    channel: "the subject",
    needsChannel: true,
  },
  azureeventhub: { label: "Azure Event Hub", secret: { address: "<SAS connection string>" } },
  googlepubsub: {
    label: "Google Pub/Sub",
    secret: { address: "<project ID>", token: "<JSON credentials>" },
    channel: "the topic",
    needsChannel: true,
  },
  otel: { label: "an OpenTelemetry collector", secret: { address: "<OTLP/HTTP URL>" } },
};
