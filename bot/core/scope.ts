import { covers, everyone, type Role } from '../../shared/vocabulary'
import type { Actor } from './slice'

/**
 * May this actor, by one of these roles, act on all of these units? One post must cover them all:
 * no adding up of half rights.
 */
export const mayReach = (actor: Actor, roles: readonly Role[], paths: readonly string[]) =>
  paths.length > 0 &&
  actor.posts.some(
    (post) =>
      roles.some((role) => post.roles.includes(role)) &&
      paths.every((path) => covers(post.unitPath, path)),
  )

/**
 * May this actor know what lies there? Whoever has a post over it may; to everybody else it is as
 * if it were not there.
 */
export const mayKnow = (actor: Actor, paths: readonly string[]) => mayReach(actor, everyone, paths)

/** May this actor do it at all, about what is the actor's own? */
export const mayAct = (actor: Actor, roles: readonly Role[]) =>
  actor.posts.some((post) => roles.some((role) => post.roles.includes(role)))
