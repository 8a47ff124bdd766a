import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { useLasting } from "@/lib/use-lasting";
import { ELSEWHERE, type Elsewhere } from "./sound-elsewhere";

interface Props {
  elsewhere: Elsewhere | null;
  onUseHere: () => void;
}

/** A page that is opened knows only then whether another tab has the sound. */
const KNOWN_AFTER_MS = 300;

/** Says where the sound of this call is, with the click that moves it here. It covers nothing: it may stay long. */
export function ElsewhereNotice({ elsewhere, onUseHere }: Props) {
  const known = useLasting(elsewhere !== null, KNOWN_AFTER_MS);
  if (!elsewhere || !known) return null;
  return (
    <Banner
      title={ELSEWHERE[elsewhere]}
      className="m-3 mb-0"
      actions={
        <Button size="sm" tone="primary" onClick={onUseHere}>
          Use this tab
        </Button>
      }
    >
      You are heard there. You can go on there, or move the sound to this tab. Nobody is cut off.
    </Banner>
  );
}
