/** The keys of a phone, row by row, with the letters that are written on them. */
export const KEYS = [
  { key: "1", letters: "" },
  { key: "2", letters: "ABC" },
  { key: "3", letters: "DEF" },
  { key: "4", letters: "GHI" },
  { key: "5", letters: "JKL" },
  { key: "6", letters: "MNO" },
  { key: "7", letters: "PQRS" },
  { key: "8", letters: "TUV" },
  { key: "9", letters: "WXYZ" },
  { key: "*", letters: "" },
  { key: "0", letters: "" },
  { key: "#", letters: "" },
] as const;

interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

/** The key of a phone that a key of the keyboard stands for, or null. */
export function phoneKeyOf(press: KeyPress): string | null {
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null;
  return KEYS.some(({ key }) => key === press.key) ? press.key : null;
}
