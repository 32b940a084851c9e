import { describe, expect, it, test } from "vitest";
import { isSecretName } from "../../generators/review/secrets/names.ts";
import { withoutSecrets } from "../../generators/review/secrets/text.ts";
import { SecretValues } from "../../generators/review/secrets/values.ts";
import { processorClock } from "../support/processor-time.ts";

describe("names of secrets", () => {
  test.each([
    "PASSWORD",
    "DB_PASSWORD",
    "PGPASSWORD",
    "adminPassword",
    "MYSQL_ROOT_PASSWORD",
    "api-token",
    "authToken",
    "clientSecret",
    "AWS_SECRET_ACCESS_KEY",
    "apiKey",
    "PRIVATE_KEY",
    "password_1",
    "TOKEN_OLD",
    "secret.yaml",
    "dbPassphrase",
    "connectionString",
    "SENTRY_DSN",
  ])("%s is one", (name) => {
    expect(isSecretName(name, false)).toBe(true);
  });

  test.each([
    "key",
    "name",
    "secretName",
    "secretKeyRef",
    "existingSecret",
    "passwordSecretRef",
    "TOKEN_TTL",
    "tokenUrl",
    "PASSWORD_FILE",
    "publicKey",
    "keys",
    "monkey",
  ])("%s is none", (name) => {
    expect(isSecretName(name, false)).toBe(false);
  });

  it("takes a bare KEY for one among variables", () => {
    expect(isSecretName("KEY", true)).toBe(true);
    expect(isSecretName("PUBLIC_KEY", true)).toBe(false);
  });
});

describe("a text without secrets", () => {
  test.each([
    ["password=hunter2 and more", "password=(hidden)"],
    ['{"password": "a b", "user": "me"}', '{"password": "(hidden)", "user": "me"}'],
    ['"{\\"token\\":\\"abc\\",\\"a\\":1}"', '"{\\"token\\":\\"(hidden)\\",\\"a\\":1}"'],
    ["  password: 'a b' # why", "  password: '(hidden)' # why"],
    ["run --token abc --port 80", "run --token (hidden) --port 80"],
    ["user: me\npassword: |\n  a\n  b\nhost: x", "user: me\npassword: |\n  (hidden)\nhost: x"],
    ["<password>abc</password><a>b</a>", "<password>(hidden)</password><a>b</a>"],
    ["Authorization: Bearer abc.def-ghi", "Authorization: Bearer (hidden)"],
    ["redis://:p4ss@host:6379/0", "redis://:(hidden)@host:6379/0"],
    ["https://host:8080/a@b?c=d", "https://host:8080/a@b?c=d"],
    ["password: $DB_PASSWORD", "password: $DB_PASSWORD"],
    ["password: $(DB)", "password: $(DB)"],
    ["passwordFile: /run/secrets/db", "passwordFile: /run/secrets/db"],
    ["secretKeyRef:\n  key: password\n  name: db", "secretKeyRef:\n  key: password\n  name: db"],
  ])("%j", (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it("is found in time that grows with the text alone", () => {
    const values = new SecretValues();
    values.add("a", "s3cr3t-value-1");
    const size = 200_000;
    const texts = [
      "a",
      "A",
      "aB",
      " ",
      "\\",
      '"',
      '\\"',
      "a:",
      "a=",
      "a.",
      "-",
      "--",
      "-eyJ",
      "eyJ.",
      "a://",
      "://a:",
      "@",
      "<a>",
      "<a",
      "\n ",
      "- a: |\n",
      "password: |\n \n",
      "Basic ",
      "$2a$",
      "-----BEGIN PRIVATE KEY-----",
      "=",
      "QUJD\n",
    ].map((part) => part.repeat(size / part.length));
    for (const text of texts) {
      const took = processorClock();
      values.hide(withoutSecrets(text), "");
      expect(took(), JSON.stringify(text.slice(0, 30))).toBeLessThan(3_000);
    }
  });
});
