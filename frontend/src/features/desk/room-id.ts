/**
 * What was typed or pasted, in the form the server knows: abcd-efgh.
 * Capitals, spaces and a missing dash are forgiven; whether the room exists is the server's answer.
 */
export function normalizeRoomId(typed: string): string {
  const letters = typed.toLowerCase().replace(/[^a-z0-9]/g, "");
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
