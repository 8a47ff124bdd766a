import { PRESENCE_WORDS } from "@/components/ui/presence";
import type { AgentView, Presence } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { looksLikeNumber } from "./phone-number";

/** One line of "Transfer to": an agent, a team, a phone, or anyone who has the room ID. */
export type Destination =
  | { kind: "open"; key: "open"; name: string; blocked: null }
  /** `ready`: phones are set up. Chosen when they are not, it says what is missing. */
  | { kind: "phone"; key: "phone"; name: string; ready: boolean; blocked: null }
  | { kind: "agent"; key: string; agent: AgentView; name: string; blocked: string | null }
  | { kind: "team"; key: string; name: string; free: number; blocked: string | null };

export const OPEN_DESTINATION: Destination = {
  kind: "open",
  key: "open",
  name: "Anyone with the room ID",
  blocked: null,
};

const PRESENCE_ORDER: Record<Presence, number> = { available: 0, busy: 1, away: 2, offline: 3 };

const IN_THIS_CALL = "Already in this call";
const NOBODY_FREE = "Nobody can take a call";

/**
 * Who the call can go to: the agents who can take it, among them first those last chosen (`recent`,
 * the latest first), and the teams; the rest are shown after these, with the reason why not.
 */
export function destinations(
  agents: readonly AgentView[],
  me: string,
  inCall: ReadonlySet<string>,
  recent: readonly string[],
  phonesReady: boolean,
): Destination[] {
  const others = agents.filter((agent) => agent.id !== me);
  const listed = [...agentsOf(others, inCall, recent), ...teamsOf(others, inCall)];
  return [
    ...listed.filter((one) => one.blocked === null),
    ...listed.filter((one) => one.blocked !== null),
    { kind: "phone", key: "phone", name: "Phone number", ready: phonesReady, blocked: null },
    OPEN_DESTINATION,
  ];
}

function agentsOf(
  others: readonly AgentView[],
  inCall: ReadonlySet<string>,
  recent: readonly string[],
): Destination[] {
  const last = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return others
    .map((agent) => ({
      kind: "agent" as const,
      key: agent.id,
      agent,
      name: agent.name,
      blocked: whyNot(agent, inCall),
    }))
    .sort(
      (a, b) =>
        PRESENCE_ORDER[a.agent.presence] - PRESENCE_ORDER[b.agent.presence] ||
        last(a.key) - last(b.key) ||
        a.name.localeCompare(b.name),
    );
}

function teamsOf(others: readonly AgentView[], inCall: ReadonlySet<string>): Destination[] {
  const names = new Set(others.flatMap(({ team }) => team || []));
  return [...names]
    .sort((a, b) => a.localeCompare(b))
    .map((name) => {
      const members = others.filter((agent) => agent.team === name);
      const free = members.filter((agent) => whyNot(agent, inCall) === null).length;
      const blocked = free === 0 ? NOBODY_FREE : null;
      return { kind: "team" as const, key: `team:${name}`, name, free, blocked };
    });
}

function whyNot({ id, presence }: AgentView, inCall: ReadonlySet<string>): string | null {
  if (inCall.has(id)) return IN_THIS_CALL;
  return presence === "available" ? null : PRESENCE_WORDS[presence];
}

/** What the list says beside a name. */
export function stateWords(destination: Destination): string {
  if (destination.kind === "open") return "You pass it on";
  if (destination.kind === "phone") return destination.ready ? "Dialled for you" : "Not set up";
  if (destination.blocked !== null) return destination.blocked;
  return destination.kind === "team" ? `${destination.free} can take it` : PRESENCE_WORDS.available;
}

/** Those whose name, username, team or state has every word of the query; for digits, the phone. */
export function matching(all: readonly Destination[], query: string): Destination[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const number = looksLikeNumber(query);
  return all.filter((destination) => {
    if (number && destination.kind === "phone") return true;
    const text = fold(searchText(destination));
    return words.every((word) => text.includes(word));
  });
}

function searchText(destination: Destination): string {
  switch (destination.kind) {
    case "open":
    case "phone":
      return destination.name;
    case "team":
      return `${destination.name} team ${stateWords(destination)}`;
    case "agent": {
      const { name, username, team } = destination.agent;
      return [name, username, team ?? "", stateWords(destination)].join(" ");
    }
  }
}

/** Without capitals and accents, so that "jose" finds José. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

/** In a sentence: "Bea", "whoever of Billing accepts first". */
export function inSentence(destination: Destination): string {
  switch (destination.kind) {
    case "open":
      return "the agent who enters the room ID";
    case "phone":
      return "the person you call";
    case "team":
      return `whoever of ${inText(destination.name)} accepts first`;
    case "agent":
      return inText(destination.name);
  }
}
