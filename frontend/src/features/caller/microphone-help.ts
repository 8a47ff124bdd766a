export interface MicrophoneHelp {
  title: string;
  steps: readonly string[];
}

type Browser = "ios" | "safari" | "firefox" | "edge" | "chrome-mobile" | "chrome" | "other";

const ALLOW: Record<Browser, readonly string[]> = {
  ios: [
    "Tap the page menu (aA or …) in the address bar, then Website Settings.",
    "Set Microphone to Allow.",
    "Come back to this page and try again.",
  ],
  safari: [
    "In the menu bar choose Safari, then Settings for This Website.",
    "Set Microphone to Allow.",
    "Come back to this page and try again.",
  ],
  firefox: [
    "Click the crossed-out microphone to the left of the address.",
    "Remove “Blocked Temporarily” or “Blocked”.",
    "Try again and choose Allow.",
  ],
  edge: ["Click the lock to the left of the address.", "Set Microphone to Allow.", "Try again."],
  "chrome-mobile": [
    "Tap the icon to the left of the address, then Permissions.",
    "Switch Microphone on.",
    "Try again.",
  ],
  chrome: ["Click the icon to the left of the address.", "Switch Microphone on.", "Try again."],
  other: ["Open your browser’s settings for this site.", "Allow the microphone.", "Try again."],
};

export function browserOf(userAgent: string): Browser {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Edg\//.test(userAgent)) return "edge";
  if (/Chrome\//.test(userAgent)) return /Android/.test(userAgent) ? "chrome-mobile" : "chrome";
  return /Safari\//.test(userAgent) ? "safari" : "other";
}

/** What to do about a microphone that could not be opened, in this browser. */
export function microphoneHelp(
  error: "denied" | "not_found" | "in_use" | "unavailable",
  userAgent: string,
): MicrophoneHelp {
  switch (error) {
    case "denied":
      return {
        title: "This page may not use the microphone",
        steps: ALLOW[browserOf(userAgent)],
      };
    case "not_found":
      return {
        title: "No microphone was found",
        steps: ["Plug in a microphone or a headset, or switch it on.", "Try again."],
      };
    case "in_use":
      return {
        title: "Another program is using the microphone",
        steps: ["Close other calls and recorders.", "Try again."],
      };
    case "unavailable":
      return {
        title: "The microphone cannot be used here",
        steps: [
          "Open this page by its secure address, which begins with https.",
          "If it does already, try another browser.",
        ],
      };
  }
}
