import { describe, expect, it } from "vitest";
import type { TransferView } from "@/lib/api/types";
import { isConsulted } from "./my-call";

const during = (state: string) =>
  ({ state, initiator: { id: "ana" }, target: { agent_id: "bea" } }) as TransferView;

describe("an agent who is consulted", () => {
  it("has no say over the caller until the caller is theirs too", () => {
    expect(isConsulted(during("consulting"), "bea")).toBe(true);
    expect(isConsulted(during("consult_paused"), "bea")).toBe(true);
    expect(isConsulted(during("introducing"), "bea")).toBe(false);
  });

  it("is not the one who consults, nor anybody without a transfer", () => {
    expect(isConsulted(during("consulting"), "ana")).toBe(false);
    expect(isConsulted(null, "bea")).toBe(false);
  });
});
