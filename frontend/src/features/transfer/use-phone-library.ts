import { useEffect, useState } from "react";
import type { PhoneLibrary } from "./phone-number";

/**
 * - `loading`: on its way
 * - `failed`: it could not be loaded; numbers are then checked by the server alone
 */
export type PhoneLibraryState =
  | { status: "loading" }
  | { status: "ready"; lib: PhoneLibrary }
  | { status: "failed" };

/** Loads what knows about numbers once it is `wanted`. */
export function usePhoneLibrary(wanted: boolean): PhoneLibraryState {
  const [state, setState] = useState<PhoneLibraryState>({ status: "loading" });
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    import("libphonenumber-js/max").then(
      (lib) => gone || setState({ status: "ready", lib }),
      () => gone || setState({ status: "failed" }),
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return state;
}
