import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import {
  asksSeveral,
  capital,
  list,
  type Names,
  pair,
  sentences,
  together,
  type Viewpoint,
} from "./names";
import { dialledAdvice, dialledHeadline, heardAtPhone } from "./phone-words";
import { troubleWords } from "./trouble-words";

/** What the call tells beside its transfer. */
export interface Scene {
  /** The caller is on hold. */
  held: boolean;
  /** The target can be heard, after accepting. */
  targetHere: boolean;
}

export interface Words {
  /** What is happening, in one sentence. */
  headline: string;
  /** Who hears whom right now. */
  hearing: string | null;
  /** What went wrong and what to do, or what is expected of this viewer. */
  advice: string | null;
}

/** More of them than this are counted, not named. */
const NAMED = 3;

export function wordsFor(
  transfer: TransferView,
  viewpoint: Viewpoint,
  names: Names,
  scene: Scene,
): Words {
  const { caller, initiator, target } = names;
  switch (transfer.state) {
    case "preparing":
      return {
        headline: "Getting the room and the briefing ready",
        hearing: apart(viewpoint, names, scene),
        advice: null,
      };
    case "offered":
      return offered(transfer, viewpoint, names, scene);
    case "consulting":
      return scene.targetHere
        ? consulting(viewpoint, names)
        : {
            headline: `${capital(target)} accepted. Connecting`,
            hearing: `${caller} hears music. ${together(initiator, target)} hear each other in a moment.`,
            advice: null,
          };
    case "consult_paused":
      return consultPaused(viewpoint, names, scene);
    case "moving":
      return moving(transfer, viewpoint, names, scene);
    case "introducing":
      return {
        headline: introducingHeadline(viewpoint, names),
        hearing: scene.held
          ? onHold(caller)
          : `${caller}, ${pair(initiator, target)} all hear each other.`,
        advice: introducingAdvice(viewpoint, names),
      };
    case "reverting":
      return {
        headline: "Going back to how it was",
        hearing: apart(viewpoint, names, scene),
        advice: null,
      };
    case "completed":
      return completed(names, scene);
    default:
      return troubleWords(transfer, viewpoint, names);
  }
}

function offered(transfer: TransferView, viewpoint: Viewpoint, names: Names, scene: Scene): Words {
  const { phone } = transfer.target;
  const accepting = viewpoint === "initiator" ? whatAcceptingDoes(transfer, names) : null;
  return {
    headline: phone ? dialledHeadline(phone, names) : offeredHeadline(transfer, viewpoint, names),
    hearing: apart(viewpoint, names, scene, heardAtPhone(phone, names.target)),
    advice: phone ? dialledAdvice(phone, accepting) : accepting,
  };
}

function offeredHeadline(transfer: TransferView, viewpoint: Viewpoint, names: Names): string {
  if (viewpoint === "target") return `${capital(names.initiator)} is calling you`;
  if (names.known) return `Ringing ${names.target}`;
  if (!asksSeveral(transfer)) return "Waiting for an agent to enter the room ID";
  return `Ringing ${whoRings(transfer)}`;
}

/** Those who are rung at this moment. */
function whoRings({ target }: TransferView): string {
  const rung = target.offers.filter((offer) => offer.state === "ringing");
  if (rung.length > NAMED) {
    const many = `${rung.length} agents`;
    return target.kind === "team" ? `${many} of ${inText(target.name)}` : many;
  }
  if (rung.length === 0) return inText(target.name);
  return list(rung.map((offer) => inText(offer.name)));
}

function whatAcceptingDoes(transfer: TransferView, names: Names): string | null {
  const { caller, known } = names;
  if (!known && !asksSeveral(transfer)) {
    return "Give the room ID to the agent who is to take the call.";
  }
  const target = known ? names.target : "somebody";
  switch (transfer.mode) {
    case "consult":
      return `Once ${target} accepts, ${caller} goes on hold and the two of you talk.`;
    case "direct":
      return `Once ${target} accepts, ${caller} goes over at once and you are free.`;
    case "introduce":
      return null;
  }
}

function consulting(viewpoint: Viewpoint, { caller, initiator, target }: Names): Words {
  const hearing = `${caller} hears music. ${together(initiator, target)} are talking.`;
  switch (viewpoint) {
    case "initiator":
      return { headline: `You are consulting ${target}`, hearing, advice: null };
    case "target":
      return {
        headline: `${capital(initiator)} is consulting you`,
        hearing,
        advice: `${capital(initiator)} decides when ${caller} comes to you.`,
      };
    case "other":
      return {
        headline: `${capital(initiator)} is consulting ${target}`,
        hearing,
        advice: null,
      };
  }
}

function consultPaused(
  viewpoint: Viewpoint,
  { caller, initiator, target }: Names,
  { held }: Scene,
): Words {
  const hearing = held
    ? onHold(caller)
    : `${together(caller, initiator)} hear each other. ${capital(target)} hears nobody.`;
  switch (viewpoint) {
    case "initiator":
      return {
        headline: `${capital(target)} is waiting for you`,
        hearing,
        advice: null,
      };
    case "target":
      return {
        headline: `You are waiting for ${initiator}`,
        hearing: `${capital(initiator)} is with ${caller}. You hear nobody, and nobody hears you.`,
        advice: `${capital(initiator)} comes back to you, or brings ${caller} along.`,
      };
    case "other":
      return {
        headline: `${capital(target)} is waiting for ${initiator}`,
        hearing,
        advice: null,
      };
  }
}

/** Until somebody can be heard in the next room, the caller hears what they heard before. */
function moving(
  transfer: TransferView,
  viewpoint: Viewpoint,
  { caller, initiator, target }: Names,
  { held }: Scene,
): Words {
  const { mode, hands_over: handsOver } = transfer;
  const until = mode === "consult" && !handsOver ? pair(initiator, target) : target;
  const hears = held ? `${caller} hears music` : `${caller} still hears ${initiator},`;
  const free = viewpoint === "initiator" && handsOver ? "Then you are free." : null;
  return {
    headline: movingHeadline(transfer, caller, target),
    hearing:
      viewpoint === "target"
        ? `You are in. ${movingToYou(transfer, caller, initiator)} in a moment.`
        : sentences(`${hears} until ${until} can be heard`, free),
    advice: null,
  };
}

function movingHeadline({ mode, hands_over }: TransferView, caller: string, target: string) {
  if (mode === "consult") {
    return hands_over ? `Handing ${caller} over to ${target}` : `Bringing ${caller} in`;
  }
  const accepted = `${capital(target)} accepted`;
  return hands_over ? `${accepted}. Moving ${caller}` : `${accepted}. Bringing everyone together`;
}

function movingToYou({ mode, hands_over }: TransferView, caller: string, initiator: string) {
  if (hands_over) return `${caller} comes to you`;
  return mode === "consult"
    ? `${caller} joins you and ${initiator}`
    : `${caller} and ${initiator} join you`;
}

function introducingHeadline(viewpoint: Viewpoint, { caller, initiator, target }: Names): string {
  if (viewpoint === "target") return `You are with ${caller} and ${initiator}`;
  if (viewpoint === "initiator") return `${capital(target)} is here`;
  return `${capital(initiator)} is introducing ${target}`;
}

function introducingAdvice(viewpoint: Viewpoint, { initiator, target }: Names): string | null {
  if (viewpoint === "initiator") return `Introduce ${target}, then leave the call to hand it over.`;
  if (viewpoint === "target") return `${capital(initiator)} leaves when you are ready to go on.`;
  return null;
}

function completed({ caller, initiator, target }: Names, { held, targetHere }: Scene): Words {
  if (!targetHere) {
    const headline = `${capital(initiator)} handed the call to ${target}`;
    return { headline, hearing: null, advice: null };
  }
  return {
    headline: `${capital(target)} ${target === "you" ? "have" : "has"} the call`,
    hearing: held ? onHold(caller) : `${caller} and ${target} hear each other.`,
    advice: null,
  };
}

/** Before anybody moved: the call is as it was. `briefed`: what the target hears already. */
function apart(
  viewpoint: Viewpoint,
  { caller, initiator, target, known }: Names,
  { held }: Scene,
  briefed: string | null = null,
): string {
  if (held) return sentences(onHold(caller), briefed);
  if (viewpoint === "target")
    return `${caller} and ${initiator} are talking. They do not hear you.`;
  const others = known ? capital(target) : "Whoever accepts";
  const theirs = briefed ?? `${others} hears nothing yet.`;
  return `${caller} and ${initiator} hear each other. ${theirs}`;
}

function onHold(caller: string): string {
  return `${caller} hears music, and nobody in the call hears anybody.`;
}
