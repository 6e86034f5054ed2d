import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>
/** What Prometheus reads. No label ever names a person. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const calls = new Histogram({
    name: 'yjd_call_seconds',
    help: 'An operation, from its arrival to its committed answer.',
    labelNames: ['operation', 'way'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers,
  })
  const problems = new Counter({
    name: 'yjd_problems_total',
    help: 'Calls that ended with a problem, by its code.',
    labelNames: ['code'],
    registers,
  })
  const gauges = {
    overdue: new Gauge({
      name: 'yjd_overdue_seconds',
      help: 'How late the oldest step is, by slice.',
      labelNames: ['slice'],
      registers,
    }),
    stream: new Gauge({
      name: 'yjd_stream_connected',
      help: '1 while a Stream connection is open.',
      registers,
    }),
    quota: new Gauge({
      name: 'yjd_quota_left',
      help: 'Calls left of the month.',
      labelNames: ['meter'],
      registers,
    }),
  }
  return {
    gauges,
    type: registry.contentType,
    print: () => registry.metrics(),
    problem: (code: string) => problems.inc({ code }),
    async time<R>(
      operation: string,
      way: 'http' | 'press' | 'chat',
      work: () => Promise<R>,
    ): Promise<R> {
      const end = calls.startTimer({ operation, way })
      try {
        return await work()
      } finally {
        end()
      }
    },
  }
}
