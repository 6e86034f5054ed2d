export * from './check'
export { inOrder, isAnswered } from './conditions'
export { faultsOf } from './faults'
export * from './fields'
