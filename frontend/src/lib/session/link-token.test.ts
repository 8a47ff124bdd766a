import { beforeEach, expect, it } from "vitest";
import { takeLinkToken } from "./link-token";

beforeEach(() => history.replaceState(null, "", "/agent-a"));

it("takes the token, and removes it from the address", () => {
  history.replaceState(null, "", "/agent-a?x=1#sign-in=abc%2D123");
  const before = history.length;
  expect(takeLinkToken(location, history)).toBe("abc-123");
  expect(location.pathname + location.search + location.hash).toBe("/agent-a?x=1");
  expect(history.length).toBe(before);
  expect(takeLinkToken(location, history)).toBeNull();
});

it("leaves other fragments alone", () => {
  history.replaceState(null, "", "/agent-a#help");
  expect(takeLinkToken(location, history)).toBeNull();
  expect(location.hash).toBe("#help");
});

it("has nothing to take from a link that was cut short", () => {
  history.replaceState(null, "", "/agent-a#sign-in=");
  expect(takeLinkToken(location, history)).toBeNull();
});
