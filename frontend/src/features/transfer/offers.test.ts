import { describe, expect, it } from "vitest";
import { alsoRinging, offersToShow, ringsFor } from "./offers";
import { ACCEPTED, asked, OPEN, offer, transfer } from "./transfer.testing";
import { offerNote } from "./use-gone-note";

const INES_TO_TWO = asked(offer("Bea", "ringing"), offer("Carl", "ringing"));

describe("what rings", () => {
  it("rings for each of several who is asked now, and for nobody else", () => {
    const offered = transfer("offered", asked(offer("Bea", "ringing"), offer("Carl", "waiting")));
    expect(ringsFor(offered, "bea")).toBe(true);
    expect(ringsFor(offered, "carl")).toBe(false);
    expect(ringsFor(transfer("offered", OPEN), "bea")).toBe(false);
  });

  it("rings only while it is offered", () => {
    expect(ringsFor(transfer("preparing", INES_TO_TWO), "bea")).toBe(false);
    expect(ringsFor(transfer("moving", ACCEPTED), "bea")).toBe(false);
  });

  it("names the others who are rung", () => {
    const names = alsoRinging(transfer("offered", INES_TO_TWO), "bea").map((one) => one.name);
    expect(names).toEqual(["Carl"]);
  });
});

describe("what the status lists", () => {
  const said = asked(offer("Bea", "declined"), offer("Carl", "no_answer"));

  it("is what several have said, until somebody accepts", () => {
    expect(offersToShow(transfer("offered", said))).toHaveLength(2);
    expect(offersToShow(transfer("declined", said))).toHaveLength(2);
    const taken = asked(offer("Bea", "declined"), offer("Carl", "accepted"));
    expect(offersToShow(transfer("moving", taken))).toEqual([]);
    expect(offersToShow(transfer("failed", taken))).toEqual([]);
  });

  it("is nothing of a transfer to one agent", () => {
    expect(offersToShow(transfer("offered"))).toEqual([]);
  });
});

describe("why it stopped ringing", () => {
  const withdrawn = asked(offer("Bea", "withdrawn"), offer("Carl", "accepted")).target;
  const byCarl = { ...withdrawn, agent_id: "carl", name: "Carl" };
  it.each([
    ["moving", { target: byCarl }, "Carl took the call with Ines."],
    ["consulting", { target: byCarl }, "Carl took the call with Ines."],
    ["completed", { target: byCarl, outcome: "completed" }, "Carl took the call with Ines."],
    [
      "reverting",
      { ...asked(offer("Bea", "withdrawn")), reason: "Ana cancelled." },
      "The transfer of Ines is off. Ana cancelled.",
    ],
    [
      "cancelled",
      { ...asked(offer("Bea", "withdrawn")), outcome: "cancelled" },
      "Ana cancelled the transfer of Ines.",
    ],
    [
      "offered",
      asked(offer("Bea", "no_answer"), offer("Carl", "ringing")),
      "The transfer of Ines was not answered in time.",
    ],
    [
      "caller_left",
      { ...asked(offer("Bea", "withdrawn")), outcome: "caller_left" },
      "Ines left the call before the transfer.",
    ],
  ] as const)("%s: %#", (state, over, note) => {
    expect(offerNote(transfer(state, over), "bea")).toBe(note);
  });

  it("says nothing to whoever answered it", () => {
    expect(offerNote(transfer("moving", ACCEPTED), "bea")).toBeNull();
    const declined = asked(offer("Bea", "declined"), offer("Carl", "ringing"));
    expect(offerNote(transfer("offered", declined), "bea")).toBeNull();
  });
});
