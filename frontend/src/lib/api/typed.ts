/** Requests and answers of each route, taken from the API's own description. */
import type { paths } from "./schema.gen";

export type Method = "get" | "post" | "put" | "patch";

/** The routes that know `M`. */
export type PathFor<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

export type Operation<M extends Method, P extends PathFor<M>> =
  paths[P] extends Record<M, infer O> ? O : never;

type Given<Name extends string, T> = [T] extends [never]
  ? unknown
  : undefined extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

type PathParams<O> = O extends { parameters: { path: infer T } } ? T : never;
type QueryParams<O> = O extends { parameters: { query?: infer T } } ? T | undefined : never;
type Body<O> = O extends { requestBody?: infer R } ? JsonBody<R> : never;
type JsonBody<R> = [NonNullable<R>] extends [never]
  ? never
  : NonNullable<R> extends { content: { "application/json": infer T } }
    ? T | (undefined extends R ? undefined : never)
    : never;

/** What a route wants: values for its path, its query, its body. */
export type RequestOf<O> = Given<"path", PathParams<O>> &
  Given<"query", QueryParams<O>> &
  Given<"body", Body<O>>;

type Json<R> = R extends { content: { "application/json": infer T } } ? T : undefined;

/** What a route answers when it did what it was asked. */
export type AnswerOf<O> = O extends { responses: infer R }
  ? Json<R[keyof R & (200 | 201 | 204)]>
  : never;
