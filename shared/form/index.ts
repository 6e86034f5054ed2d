export * from './check'
export { holds, inOrder, isAnswered, mentioned } from './conditions'
export { faultsOf } from './faults'
export * from './fields'
