import { Volume2 } from "lucide-react";
import { type BriefingProps, BriefingText } from "./briefing-text";
import { secondsToSay, withSpokenFact } from "./draft";

interface Props extends BriefingProps {
  /** Who is called, in a sentence. */
  whom: string;
}

/** The briefing word for word as a voice reads it to whoever answers, to be changed at will. */
export function SpokenField({ whom, ...props }: Props) {
  return (
    <BriefingText
      {...props}
      label="Briefing, as it is spoken"
      placeholder="What does whoever answers need to know?"
      rows={4}
      withFact={withSpokenFact}
      length={` · ${secondsToSay(props.text)} s to say`}
      around={
        <p className="flex gap-2 text-muted text-sm">
          <Volume2 aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            Before it, {whom} hears who the call is for and who hands it over; after it: press 1 to
            accept, 2 to decline, 3 to hear it again.
          </span>
        </p>
      }
    />
  );
}
