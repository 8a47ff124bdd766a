import { afterEach, beforeEach, expect, it } from "vitest";
import { Locks } from "@/lib/locks.testing";
import { SoundTab } from "./sound-tab";

const settled = () => new Promise((resolve) => setTimeout(resolve));

let locks: Locks;
let tabs: SoundTab[];

beforeEach(() => {
  locks = new Locks();
  tabs = [];
  sessionStorage.clear();
  Object.defineProperty(navigator, "locks", { configurable: true, value: locks });
});
afterEach(() => {
  for (const tab of tabs) tab.stop();
  Reflect.deleteProperty(navigator, "locks");
});

async function opened(agentId = "ana"): Promise<SoundTab> {
  const tab = new SoundTab(agentId);
  tabs.push(tab);
  tab.start();
  await settled();
  return tab;
}

/** What the browser does with the page of a tab that is closed or loaded anew. */
async function goes(tab: SoundTab): Promise<void> {
  dispatchEvent(new Event("pagehide"));
  tab.stop();
  await settled();
}

const places = () => tabs.map((tab) => tab.place.get());

it("is with the first tab; the others wait, in turn", async () => {
  const [first, second] = [await opened(), await opened(), await opened()];
  expect(places()).toEqual(["here", "elsewhere", "elsewhere"]);
  await goes(first);
  expect(places()).toEqual(["elsewhere", "here", "elsewhere"]);
  await goes(second);
  expect(places()).toEqual(["elsewhere", "elsewhere", "here"]);
});

it("goes to the tab that takes it, and back to who waits when that one is closed", async () => {
  const [, second] = [await opened(), await opened()];
  await second.take();
  await settled();
  expect(places()).toEqual(["elsewhere", "here"]);
  await goes(second);
  expect(places()).toEqual(["here", "elsewhere"]);
});

it("is back in a tab that is reloaded, though another one waited", async () => {
  const [first, second] = [await opened(), await opened()];
  await goes(first);
  expect(second.place.get()).toBe("here");
  const reloaded = await opened();
  expect(reloaded.place.get()).toBe("here");
  expect(second.place.get()).toBe("elsewhere");
});

it("is not with a copy of a tab that has been reloaded", async () => {
  await goes(await opened());
  await opened(); // reloaded
  expect((await opened()).place.get()).toBe("elsewhere");
});

it("is each agent's own", async () => {
  const [ana, bea] = [await opened("ana"), await opened("bea")];
  expect([ana.place.get(), bea.place.get()]).toEqual(["here", "here"]);
});

it("is not taken for having been another agent's in this tab", async () => {
  await goes(await opened("ana"));
  const memory = { ...sessionStorage };
  await opened("bea");
  Object.assign(sessionStorage, memory);
  expect((await opened("bea")).place.get()).toBe("elsewhere");
});

it.each(["refused", "missing"])("blocks no tab where locks are %s", async (how) => {
  if (how === "refused") locks.refuses = true;
  else Reflect.deleteProperty(navigator, "locks");
  const [, second] = [await opened(), await opened()];
  expect(places()).toEqual(["here", "here"]);
  await second.take();
  expect(places()).toEqual(["here", "here"]);
});
