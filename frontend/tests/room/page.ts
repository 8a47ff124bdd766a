/** A page without any product around the room library, for tests and benchmarks to drive. */
import { CallRoom, Microphone, warmUp } from "@/lib/room";
import { LeaveThenJoin } from "./leave-then-join";

Object.assign(globalThis, { roomLibrary: { CallRoom, Microphone, LeaveThenJoin, warmUp } });
