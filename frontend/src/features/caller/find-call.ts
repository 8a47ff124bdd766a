import { callerApi } from "@/lib/api/caller-client";
import { ApiError } from "@/lib/api/errors";
import type { CallConnection, CallerCallView } from "@/lib/api/types";

/** The call this browser is in; null when there is none. */
export async function findCall(): Promise<CallerCallView | null> {
  return noneIfRefused(callerApi.current());
}

/** Where the caller belongs now; null when the call is over. */
export async function connectionOf(callId: string): Promise<CallConnection | null> {
  return noneIfRefused(callerApi.connection(callId));
}

/** A refusal says that there is no such call any more. */
async function noneIfRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && !error.retryable) return null;
    throw error;
  }
}
