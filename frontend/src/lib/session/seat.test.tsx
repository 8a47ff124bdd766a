import { useQueryClient } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ScriptedEventSource as Source } from "@/lib/events/event-source.testing";
import { keys } from "@/lib/events/keys";
import { SeatProvider, useAgent, useSeat, useSession } from "./seat";

/** Who the seat's cookie belongs to; null when nobody is signed in there. */
let signedIn: "ana" | "bea" | null;
let asked: string[];

async function answer(url: string): Promise<Response> {
  asked.push(url);
  if (url.endsWith("/sign-out")) {
    signedIn = null;
    return new Response(null, { status: 204 });
  }
  if (!signedIn) return Response.json({ code: "refresh_invalid", detail: "." }, { status: 401 });
  return Response.json({ access_token: "t", expires_in: 900, agent: { id: signedIn } });
}

function Desk() {
  const cache = useQueryClient();
  const { session } = useSeat();
  const { id } = useAgent();
  const held = cache.getQueryData<string[]>(keys.calls()) ?? [];
  return (
    <>
      <p>
        {id} sees {held.length} calls
      </p>
      <button type="button" onClick={() => cache.setQueryData(keys.calls(), [id])}>
        load
      </button>
      <button type="button" onClick={() => void session.signOut()}>
        sign out
      </button>
    </>
  );
}

function Tab() {
  const { status } = useSession();
  return status === "signed-in" ? <Desk /> : <p>{status}</p>;
}

const tab = () =>
  render(
    <SeatProvider seat="agent">
      <Tab />
    </SeatProvider>,
  );
const open = () => Source.notClosed().map(({ url }) => url);

beforeEach(() => {
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("fetch", answer);
  Source.made = [];
  signedIn = "ana";
  asked = [];
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("listens in the name of the agent who is signed in", async () => {
  tab();
  await screen.findByText("ana sees 0 calls");
  expect(open()).toEqual(["/api/events?seat=agent&agent_id=ana"]);
});

it("keeps nothing of one agent for the next, who has signed in at the seat in another tab", async () => {
  tab();
  await screen.findByText("ana sees 0 calls");
  screen.getByText("load").click();
  signedIn = "bea";
  await act(async () => Source.latest().fail(true)); // as the server answers to the wrong cookie
  await screen.findByText("bea sees 0 calls");
  expect(open()).toEqual(["/api/events?seat=agent&agent_id=bea"]);
});

it("signs out in every tab of the seat, each once the server says so too", async () => {
  const [first] = [tab(), tab()];
  await waitFor(() => expect(screen.getAllByText("ana sees 0 calls")).toHaveLength(2));
  first.getAllByText("sign out")[0]?.click();
  await waitFor(() => expect(screen.getAllByText("signed-out")).toHaveLength(2));
  expect(open()).toEqual([]);
  expect(asked.filter((url) => url.endsWith("/sign-out"))).toHaveLength(1);
});

it("stays signed in when the server knows nothing of a sign-out elsewhere", async () => {
  tab();
  await screen.findByText("ana sees 0 calls");
  const before = asked.length;
  const stranger = new BroadcastChannel("wt.session agent");
  stranger.postMessage("signed-out");
  await waitFor(() => expect(asked.length).toBe(before + 1));
  stranger.close();
  await screen.findByText("ana sees 0 calls");
  expect(open()).toHaveLength(1);
});
