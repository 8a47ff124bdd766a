import type { AgentView, Presence } from "@/lib/api/types";

/** One line of "Transfer to": an agent, or anyone who has the room ID. */
export type Destination =
  | { kind: "open"; key: "open"; name: string; blocked: null }
  | { kind: "agent"; key: string; agent: AgentView; name: string; blocked: string | null };

export const OPEN_DESTINATION: Destination = {
  kind: "open",
  key: "open",
  name: "Anyone with the room ID",
  blocked: null,
};

const PRESENCE_ORDER: Record<Presence, number> = { available: 0, busy: 1, away: 2, offline: 3 };

const BLOCKED: Record<Presence, string | null> = {
  available: null,
  busy: "In another call",
  away: "Away",
  offline: "Not signed in",
};

/** Who the call can go to, those who can take it first; the rest are shown with the reason why not. */
export function destinations(
  agents: readonly AgentView[],
  me: string,
  inCall: ReadonlySet<string>,
): Destination[] {
  const others = agents
    .filter((agent) => agent.id !== me)
    .map((agent) => ({
      kind: "agent" as const,
      key: agent.id,
      agent,
      name: agent.name,
      blocked: inCall.has(agent.id) ? "Already in this call" : BLOCKED[agent.presence],
    }))
    .sort(
      (a, b) =>
        PRESENCE_ORDER[a.agent.presence] - PRESENCE_ORDER[b.agent.presence] ||
        a.name.localeCompare(b.name),
    );
  return [...others, OPEN_DESTINATION];
}

/** Those whose name, username, team or presence has every word of the query. */
export function matching(all: readonly Destination[], query: string): Destination[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return all.filter((destination) => {
    const text = fold(searchText(destination));
    return words.every((word) => text.includes(word));
  });
}

function searchText(destination: Destination): string {
  if (destination.kind === "open") return destination.name;
  const { name, username, team, presence } = destination.agent;
  return [name, username, team ?? "", presence].join(" ");
}

/** Without capitals and accents, so that "jose" finds José. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
