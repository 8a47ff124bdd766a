export { confirmMoved } from "./confirm";
export { MoveDriver } from "./move-driver";
export type { MoveApi, MovingRoom, TransferNews } from "./ports";
export { useMoves } from "./use-moves";
