import { PRESENCE_WORDS } from "@/components/ui/presence";
import type { AgentView, Presence } from "@/lib/api/types";
import { inText } from "@/lib/bidi";

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

const IN_THIS_CALL = "Already in this call";

/**
 * Who the call can go to, those who can take it first, and among them those last chosen (`recent`,
 * the latest first); the rest are shown with the reason why not.
 */
export function destinations(
  agents: readonly AgentView[],
  me: string,
  inCall: ReadonlySet<string>,
  recent: readonly string[],
): Destination[] {
  const last = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  const others = agents
    .filter((agent) => agent.id !== me)
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
  return [...others, OPEN_DESTINATION];
}

function whyNot({ id, presence }: AgentView, inCall: ReadonlySet<string>): string | null {
  if (inCall.has(id)) return IN_THIS_CALL;
  return presence === "available" ? null : PRESENCE_WORDS[presence];
}

/** What the list says beside a name. */
export function stateWords(destination: Destination): string {
  if (destination.kind === "open") return "You pass it on";
  return destination.blocked ?? PRESENCE_WORDS.available;
}

/** Why the one who had been chosen cannot take the call any more, or null. */
export function lostWords(chosen: Destination | undefined): string | null {
  if (!chosen?.blocked) return null;
  return `${inText(chosen.name)} is ${chosen.blocked.toLowerCase()} now. Choose somebody else.`;
}

/** Those whose name, username, team or state has every word of the query. */
export function matching(all: readonly Destination[], query: string): Destination[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return all.filter((destination) => {
    const text = fold(searchText(destination));
    return words.every((word) => text.includes(word));
  });
}

function searchText(destination: Destination): string {
  if (destination.kind === "open") return destination.name;
  const { name, username, team } = destination.agent;
  return [name, username, team ?? "", stateWords(destination)].join(" ");
}

/** Without capitals and accents, so that "jose" finds José. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
