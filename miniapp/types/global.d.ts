/// <reference types="@tarojs/taro" />
declare module '*.css'
declare const API_BASE: string
declare const CORP_ID: string
declare const CLIENT_ID: string
/** What the screens offer to choose from, read from the policy when the package is built. */
declare const CHOICES: {
  hazards: { name: string; title: string; todo: Record<'blue' | 'yellow' | 'orange' | 'red', string> }[]
  audience: Record<'blue' | 'yellow' | 'orange' | 'red', string[]>
  posts: { name: string; title: string }[]
}
declare namespace NodeJS {
  interface ProcessEnv { TARO_ENV: 'dd' | 'h5' }
}
