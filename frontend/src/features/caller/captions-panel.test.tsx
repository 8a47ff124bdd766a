import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { CallerTransferView } from "@/lib/api/types";
import { Store } from "@/lib/store";
import type { Caption } from "./captions";
import { Captions } from "./captions-panel";

afterEach(cleanup);

const TRANSFER = { id: "t1", to_name: "Bea" } as CallerTransferView;

function speakerOf(identity: string, transfer: CallerTransferView | null = TRANSFER) {
  const captions = new Store<readonly Caption[]>([{ segmentId: "s", identity, text: "Hello" }]);
  render(
    <Captions
      captions={captions}
      agents={[{ id: "ana", name: "Ana" }]}
      transfer={transfer}
      ownIdentity="caller-1"
    />,
  );
  return screen.getByText("Hello").textContent?.split(":")[0];
}

it.each([
  ["caller-1", "You"],
  ["agent-ana", "Ana"],
  ["agent-gone", "Agent"],
  ["phone-t1", "Bea"],
  ["phone-t0", "Colleague on the phone"],
])("says who speaks: %s", (identity, name) => {
  expect(speakerOf(identity)).toBe(name);
});

it("gives whoever has no name a capital", () => {
  const transfer = { ...TRANSFER, to_name: "a colleague on the phone" };
  expect(speakerOf("phone-t1", transfer)).toBe("A colleague on the phone");
});
