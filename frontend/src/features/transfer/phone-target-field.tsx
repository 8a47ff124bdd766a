import { type RefObject, useState } from "react";
import type { PhonesView } from "@/lib/api/types";
import type { PhoneDraft } from "./draft";
import { PhoneFields } from "./phone-fields";
import { forgetNumber, recentNumbers } from "./recent-numbers";
import { type PhoneChoice, whyNoPhone } from "./use-phone-choice";

interface Props {
  /** The signed-in agent's id. */
  me: string;
  phones: PhonesView | null;
  phone: PhoneDraft;
  choice: PhoneChoice;
  onPhone: (phone: PhoneDraft) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Set once the form could not be sent as it is. */
  problem: string | null;
}

/** The fields of a phone to call or, where none can be called, why. */
export function PhoneTargetField({ me, phones, ...fields }: Props) {
  const [recent, setRecent] = useState(() => recentNumbers(me));
  const why = whyNoPhone(phones);
  if (phones === null || why !== null) {
    return <p className="px-1 text-muted text-sm [overflow-wrap:anywhere]">{why}</p>;
  }
  return (
    <PhoneFields
      {...fields}
      phones={phones}
      recent={recent}
      onForget={(number) => {
        forgetNumber(me, number);
        setRecent(recentNumbers(me));
      }}
    />
  );
}
