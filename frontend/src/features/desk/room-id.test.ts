import { expect, it } from "vitest";
import { normalizeRoomId } from "./room-id";

it.each([
  ["abcd-efgh", "abcd-efgh"],
  [" ABCD efgh ", "abcd-efgh"],
  ["abcdefgh", "abcd-efgh"],
  ["abcd–efgh", "abcd-efgh"],
  ["abc", "abc"],
  ["?!", ""],
])("%s → %s", (typed, roomId) => {
  expect(normalizeRoomId(typed)).toBe(roomId);
});
