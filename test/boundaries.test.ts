import { forbiddenImports, importsOf, misnamed, roomOf } from './support/house'
import { sources, textOf } from './support/tree'

const tree = sources('shared', 'config', 'bot', 'test')

describe('who may import whom', () => {
  test('every file keeps to the table of the house', () => {
    expect(tree.size).toBeGreaterThan(50)
    expect(forbiddenImports(tree)).toEqual([])
  })

  test.each([
    ['bot/warnings/actions.ts', `import { x } from '../reports/store'`, 'a slice another slice'],
    ['bot/warnings/actions.ts', `import { openDatabase } from '../io/db'`, 'a slice io'],
    [
      'bot/warnings/actions.ts',
      `import type { Database } from '../io/db'`,
      'a slice the types of io',
    ],
    [
      'bot/warnings/actions.ts',
      `import { loadPolicy } from '../../config/load'`,
      'a slice more than the types of config',
    ],
    ['bot/warnings/actions.ts', `import { createApp } from '../app'`, 'a slice the composition'],
    ['bot/warnings/store.ts', `import Koa from 'koa'`, 'a slice koa'],
    ['bot/warnings/store.ts', `import bodyParser from '@koa/bodyparser'`, 'a slice a part of koa'],
    ['bot/warnings/store.ts', `import Router from 'koa-router'`, 'a slice the router'],
    ['bot/warnings/store.ts', `export { WebSocket } from 'ws'`, 'a slice ws'],
    [
      'bot/warnings/store.ts',
      `const { DWClient } = require('dingtalk-stream')`,
      'a slice DingTalk by require',
    ],
    [
      'bot/warnings/store.ts',
      `const robot = await import('@alicloud/dingtalk/dist/robot_1_0/client')`,
      'a slice DingTalk by import()',
    ],
    ['bot/warnings/store.ts', `import { request } from 'node:http'`, 'a slice the network'],
    ['bot/journal/keep.ts', `import { send } from '../delivery/outbox'`, 'the ground rightwards'],
    ['bot/org/store.ts', `import { send } from '../delivery/outbox'`, 'org its neighbour'],
    ['bot/org/store.ts', `import { issue } from '../warnings/actions'`, 'the ground a slice'],
    ['bot/core/slice.ts', `import { Fact } from '../journal/entities'`, 'core the ground'],
    ['bot/core/slice.ts', `import pino from 'pino'`, 'core a library'],
    ['bot/io/jobs.ts', `import { warnings } from '../warnings'`, 'io a slice'],
    ['bot/io/inbox.ts', `import { send } from '../delivery/outbox'`, 'io the ground'],
    [
      'bot/io/http/mount.ts',
      `import { DWClient } from 'dingtalk-stream'`,
      'DingTalk outside its folder',
    ],
    [
      'bot/io/calls.ts',
      `import { toChannelError } from './dingtalk/trouble'`,
      'the rest of io the inside of the adapter',
    ],
    ['bot/standin/world.ts', `import { plain } from '../core/card'`, 'the stand-in the service'],
    [
      'bot/standin/world.ts',
      `import { units } from '../../config/city/units'`,
      'the stand-in config',
    ],
    ['bot/standin/stream.ts', `import { DWClient } from 'dingtalk-stream'`, 'the stand-in the SDK'],
    ['bot/standin/page/card.js', `import { x } from '../world.js'`, 'the page the server'],
    ['shared/warning.ts', `import { Policy } from '../config/policy'`, 'shared config'],
    ['shared/warning.ts', `import { join } from 'node:path'`, 'shared Node'],
    ['config/load.ts', `import { Problem } from '../bot/core/slice'`, 'config the service'],
    [
      'bot/standin/main.ts',
      `import { serve } from './page/card.js'`,
      'the server a module of the page',
    ],
    ['config/load.ts', `import pino from 'pino'`, 'config a library'],
  ])('refuses in %s: %s (%s)', (file, text) =>
    expect(forbiddenImports(new Map([[file, text]]), tree)).toHaveLength(1),
  )

  test.each([
    [
      'bot/warnings/actions.ts',
      `import { actorOf } from '../org/store'\nimport type { Policy } from '../../config/policy'\nimport { Warning } from '../../shared/warning'\nimport { In } from 'typeorm'`,
    ],
    [
      'bot/warnings/actions.ts',
      `import { type Policy } from '../../config/policy'\ntype Same = import('../../config/policy').Policy`,
    ],
    ['bot/warnings/index.ts', `import { x } from './actions'\nimport { y } from '.'`],
    ['bot/delivery/send.ts', `import { record } from '../journal'`],
    [
      'bot/io/dingtalk/stream.ts',
      `import { DWClient } from 'dingtalk-stream'\nimport type { Messenger } from '../../core/ports'`,
    ],
    [
      'bot/standin/stream.ts',
      `import { WebSocketServer } from 'ws'\nimport { page } from './page'\nimport { Color } from '../../shared/vocabulary'`,
    ],
    ['bot/app.ts', `import { warnings } from './warnings'\nimport { openDatabase } from './io/db'`],
  ])('allows in %s: %s', (file, text) =>
    expect(forbiddenImports(new Map([[file, text]]), tree)).toEqual([]),
  )

  test('imports in comments and strings are none', () => {
    expect(
      importsOf('bot/a.ts', `// import x from 'koa'\nconst text = "import y from 'ws'"`),
    ).toEqual([])
  })

  test.each([
    ['bot/app.ts', 'composition'],
    ['bot/warnings', 'warnings'],
    ['bot/io/dingtalk/index.ts', 'dingtalk'],
    ['bot/io/db.ts', 'io'],
    ['shared/org', 'shared'],
  ])('%s stands in %s', (path, room) => expect(roomOf(path)).toBe(room))
})

describe('the names of files', () => {
  test('each says what is in it', () => expect(misnamed(tree)).toEqual([]))

  test.each(['bot/io/utils.ts', 'shared/helpers/time.ts'])('refuses %s', (file) =>
    expect(misnamed(new Map([[file, '']]))).toEqual([file]),
  )
})

describe('the libraries', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >
  const loose = (versions: Record<string, string>) =>
    Object.entries(versions)
      .filter(([, version]) => !/^(npm:@?[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name]) => name)

  test('each is pinned to one version', () =>
    expect(loose({ ...dependencies, ...devDependencies })).toEqual([]))
  test('a range is noticed', () =>
    expect(
      loose({
        a: '^1.0.0',
        b: '1.x',
        c: 'npm:d@~2.0.0',
        e: 'latest',
        fine: 'npm:@of/another@1.2.3-rc.4',
      }),
    ).toEqual(['a', 'b', 'c', 'e']))

  test('the lock file names no registry', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { resolved?: string; version?: string }>
    }
    expect(Object.keys(packages).length).toBeGreaterThan(100)
    expect(
      Object.entries(packages)
        .filter(([, { resolved }]) => resolved && /^(https?|git)/.test(resolved))
        .map(([name]) => name),
    ).toEqual([])
  })

  test('the lock file is whole for every kind of machine, or npm ci refuses it', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const lacks = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    )
    expect(lacks).toEqual([])
  })

  test('each import of a library is of one that package.json names', () => {
    const named = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)])
    const strange = [...tree].flatMap(([file, text]) =>
      importsOf(file, text)
        .filter(
          ({ from }) =>
            !/^(\.|node:)/.test(from) &&
            !named.has(
              from
                .split('/')
                .slice(0, from.startsWith('@') ? 2 : 1)
                .join('/'),
            ),
        )
        .map(({ from }) => `${file} imports ${from}`),
    )
    expect(strange).toEqual([])
  })
})
