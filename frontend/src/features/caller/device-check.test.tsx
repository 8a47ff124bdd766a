import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { switchTrouble } from "@/lib/switch-trouble";
import { DeviceCheck } from "./device-check";
import type { MicrophoneControl } from "./use-microphone";

afterEach(cleanup);

const OPEN: MicrophoneControl = {
  state: "open",
  error: null,
  switchTrouble: undefined,
  deviceId: "desk",
  devices: [{ value: "desk", label: "Desk" }],
  processing: true,
  open: () => undefined,
  select: () => undefined,
  setProcessing: () => undefined,
  level: () => 0,
};

it("says beside the choice that it could not be made, and keeps the choice there", () => {
  render(<DeviceCheck mic={{ ...OPEN, switchTrouble: switchTrouble("in_use") }} />);
  expect(screen.getByRole("combobox", { name: "Microphone" })).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("Another program uses it.");
});

it("keeps the choice there while another microphone is opened", () => {
  render(<DeviceCheck mic={{ ...OPEN, state: "opening" }} />);
  expect(screen.getByRole("combobox", { name: "Microphone" })).toBeTruthy();
});
